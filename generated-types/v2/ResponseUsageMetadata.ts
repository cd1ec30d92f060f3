// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Further counts of the tokens of a response. */
export type ResponseUsageMetadata = {
  amount: string | null;
  metadata: JsonValue | null;
};
