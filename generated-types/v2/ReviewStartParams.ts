// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReviewDelivery } from './ReviewDelivery.js';
import type { ReviewTarget } from './ReviewTarget.js';

/** Params of `review/start`. */
export type ReviewStartParams = {
  threadId: string;
  target: ReviewTarget;
  delivery?: ReviewDelivery | null | undefined;
  /** A text that the client makes for this request alone. For a day, a request with the same key has the same result, and does nothing. */
  idempotencyKey?: string | null | undefined;
};
