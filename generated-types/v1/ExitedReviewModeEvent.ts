// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReviewOutputEvent } from './ReviewOutputEvent.js';

/** A review has ended. */
export type ExitedReviewModeEvent = {
  /** Null when it was cut short. */
  review_output: ReviewOutputEvent | null;
};
