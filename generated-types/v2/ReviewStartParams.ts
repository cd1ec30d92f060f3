// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReviewDelivery } from './ReviewDelivery.js';
import type { ReviewTarget } from './ReviewTarget.js';

/** Params of `review/start`. */
export type ReviewStartParams = {
  threadId: string;
  target: ReviewTarget;
  delivery?: ReviewDelivery | null | undefined;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
