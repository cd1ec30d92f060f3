import type { FileChange } from './item.js';

/** What a user decides about an approval. `accept-by-rule` also keeps the rule that was proposed; `cancel` also ends the turn. */
export type ApprovalDecision = 'accept' | 'accept-for-session' | 'accept-by-rule' | 'decline' | 'cancel';

/** What an approval is about. */
export type ApprovalRequest =
  | {
      readonly kind: 'command';
      readonly callId: string;
      readonly command: readonly string[];
      readonly cwd: string;
      readonly reason?: string | undefined;
      /** Commands that begin with these words would be allowed from then on. */
      readonly rule?: readonly string[] | undefined;
    }
  | McpApprovalRequest
  | {
      readonly kind: 'patch';
      readonly callId: string;
      readonly changes: Readonly<Record<string, FileChange>>;
      readonly reason?: string | undefined;
      /** A folder that may be written for as long as the conversation is loaded, when the user accepts for the session. */
      readonly grantRoot?: string | undefined;
    };

/** A call of a tool of an MCP server. */
export interface McpApprovalRequest {
  readonly kind: 'mcp';
  readonly callId: string;
  readonly server: string;
  readonly tool: string;
  /** What the server says of the tool. */
  readonly description: string;
  readonly annotations: Readonly<Record<string, unknown>>;
  /** An object; null when the model gave none. */
  readonly arguments: unknown;
  /** The call in the form of a command, for clients that know no other. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly reason: string;
}

/** A decision that a user must make before an action. It is state of the conversation until it is resolved or its turn ends. */
export interface Approval {
  readonly id: string;
  readonly turnId: string;
  readonly itemId: string;
  readonly requestedAt: number;
  readonly request: ApprovalRequest;
}
