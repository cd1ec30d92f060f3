// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Params of `thread/inject_items`. */
export type ThreadInjectItemsParams = {
  threadId: string;
  items: JsonValue[];
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
