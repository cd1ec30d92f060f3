// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AnswerAnnotation } from './AnswerAnnotation.js';
import type { AnswerReplacement } from './AnswerReplacement.js';
import type { BlockReason } from './BlockReason.js';
import type { TrustedContacts } from './TrustedContacts.js';

/** How the service wants an answer to be shown. */
export type AgentMessageDisplay = {
  mode: "show";
  version: 1;
  annotation?: AnswerAnnotation | undefined;
  trustedContacts: TrustedContacts;
} | {
  mode: "hide";
  version: 1;
  replacement: AnswerReplacement;
} | {
  mode: "block";
  version: 1;
  reason: BlockReason;
};
