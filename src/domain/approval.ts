import type { FileChange } from './item.js';

/** What a user decides about an approval. `cancel` also ends the turn. */
export type ApprovalDecision = 'accept' | 'accept-for-session' | 'decline' | 'cancel';

/** What an approval is about. */
export type ApprovalRequest =
  | {
      readonly kind: 'command';
      readonly callId: string;
      readonly command: readonly string[];
      readonly cwd: string;
      readonly reason?: string | undefined;
    }
  | {
      readonly kind: 'patch';
      readonly callId: string;
      readonly changes: Readonly<Record<string, FileChange>>;
      readonly reason?: string | undefined;
      /** A folder that may be written for as long as the conversation is loaded, when the user accepts for the session. */
      readonly grantRoot?: string | undefined;
    };

/** A decision that a user must make before an action. It is state of the conversation until it is resolved or its turn ends. */
export interface Approval {
  readonly id: string;
  readonly turnId: string;
  readonly itemId: string;
  readonly requestedAt: number;
  readonly request: ApprovalRequest;
}
