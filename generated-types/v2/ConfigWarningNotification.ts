// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { TextRange } from './TextRange.js';

/** Params of `configWarning`. */
export type ConfigWarningNotification = {
  summary: string;
  details: string | null;
  path?: string | undefined;
  range?: TextRange | undefined;
};
