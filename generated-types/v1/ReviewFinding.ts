// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReviewCodeLocation } from './ReviewCodeLocation.js';

/** One thing that the review found. */
export type ReviewFinding = {
  title: string;
  body: string;
  confidence_score: number;
  priority: number;
  code_location: ReviewCodeLocation;
};
