// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { MisalignmentSteer } from './MisalignmentSteer.js';

/** Why the service stopped an answer. Always null here. */
export type MisalignmentErrorDetails = {
  errorType: string | null;
  detailedExplanation: string | null;
  steer: MisalignmentSteer | null;
  reviewTarget: string | null;
};
