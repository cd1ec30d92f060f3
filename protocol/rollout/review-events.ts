import * as z from 'zod';
import { type Infer, named, open } from '../schema.js';

export const ReviewRequest = named('ReviewRequest', 'A review begins.', () =>
  open({ prompt: z.string(), user_facing_hint: z.string().describe('What is reviewed, in short.') }),
);
export type ReviewRequest = Infer<typeof ReviewRequest>;

export const ReviewLineRange = named('ReviewLineRange', 'Lines of a file, both ends included.', () =>
  open({ start: z.int(), end: z.int() }),
);
export type ReviewLineRange = Infer<typeof ReviewLineRange>;

export const ReviewCodeLocation = named('ReviewCodeLocation', 'The place that a finding is about.', () =>
  open({ absolute_file_path: z.string(), line_range: ReviewLineRange() }),
);
export type ReviewCodeLocation = Infer<typeof ReviewCodeLocation>;

export const ReviewFinding = named('ReviewFinding', 'One thing that the review found.', () =>
  open({
    title: z.string(),
    body: z.string(),
    confidence_score: z.number(),
    priority: z.int(),
    code_location: ReviewCodeLocation(),
  }),
);
export type ReviewFinding = Infer<typeof ReviewFinding>;

export const ReviewOutputEvent = named('ReviewOutputEvent', 'What the review found, and its verdict.', () =>
  open({
    findings: z.array(ReviewFinding()),
    overall_correctness: z.string(),
    overall_explanation: z.string(),
    overall_confidence_score: z.number(),
  }),
);
export type ReviewOutputEvent = Infer<typeof ReviewOutputEvent>;

export const ExitedReviewModeEvent = named('ExitedReviewModeEvent', 'A review has ended.', () =>
  open({ review_output: ReviewOutputEvent().nullable().describe('Null when it was cut short.') }),
);
export type ExitedReviewModeEvent = Infer<typeof ExitedReviewModeEvent>;
