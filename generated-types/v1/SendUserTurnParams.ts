// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AskForApproval } from './AskForApproval.js';
import type { ConversationId } from './ConversationId.js';
import type { InputItem } from './InputItem.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { ReasoningSummary } from './ReasoningSummary.js';
import type { SandboxPolicy } from './SandboxPolicy.js';

/** Params of `sendUserTurn`. */
export type SendUserTurnParams = {
  conversationId: ConversationId;
  items: InputItem[];
  cwd: string;
  approvalPolicy: AskForApproval;
  sandboxPolicy: SandboxPolicy;
  model: string;
  effort?: ReasoningEffort | null | undefined;
  summary: ReasoningSummary;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
