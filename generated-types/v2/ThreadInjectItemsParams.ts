// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Params of `thread/inject_items`. */
export type ThreadInjectItemsParams = {
  threadId: string;
  items: JsonValue[];
  /** A text that the client makes for this request alone. For a day, a request with the same key has the same result, and does nothing. */
  idempotencyKey?: string | null | undefined;
};
