// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReviewFinding } from './ReviewFinding.js';

/** What the review found, and its verdict. */
export type ReviewOutputEvent = {
  findings: ReviewFinding[];
  overall_correctness: string;
  overall_explanation: string;
  overall_confidence_score: number;
};
