// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AdditionalContextKind } from './AdditionalContextKind.js';

/** A text that the model gets in addition to the input. */
export type AdditionalContextEntry = {
  value: string;
  kind: AdditionalContextKind;
  name?: string | null | undefined;
};
