// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CodexErrorInfo } from './CodexErrorInfo.js';
import type { MisalignmentErrorDetails } from './MisalignmentErrorDetails.js';

/** Why a turn failed. */
export type TurnError = {
  message: string;
  codexErrorInfo: CodexErrorInfo | null;
  additionalDetails: string | null;
  misalignment: MisalignmentErrorDetails | null;
};
