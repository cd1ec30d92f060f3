// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReviewLineRange } from './ReviewLineRange.js';

/** The place that a finding is about. */
export type ReviewCodeLocation = {
  absolute_file_path: string;
  line_range: ReviewLineRange;
};
