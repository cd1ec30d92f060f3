// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReviewDelivery } from './ReviewDelivery.js';
import type { ReviewTarget } from './ReviewTarget.js';

/** Params of `review/start`. */
export type ReviewStartParams = {
  threadId: string;
  target: ReviewTarget;
  delivery?: ReviewDelivery | null | undefined;
};
