import type { FileChange } from './item.js';
import type { ExtraPermissions } from './permissions.js';

/**
 * What a user decides about an approval. `accept-by-rule` also keeps the rule that was proposed; `dismiss` declines without having decided; `cancel` also ends
 * the turn.
 */
export type ApprovalDecision = 'accept' | 'accept-for-session' | 'accept-by-rule' | 'decline' | 'dismiss' | 'cancel';

export const isAccepted = (decision: ApprovalDecision): boolean => decision.startsWith('accept');

/** What an approval is about. */
export type ApprovalRequest =
  | {
      readonly kind: 'command';
      readonly callId: string;
      readonly command: readonly string[];
      readonly cwd: string;
      readonly reason?: string | undefined;
      /** What the command may do beyond the policy of its sandbox; it stays in the sandbox. Undefined: it runs without the sandbox, or as its policy says. */
      readonly permissions?: ExtraPermissions | undefined;
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

/** The reason, with further information for clients that show only the reason. */
export function wholeReason(request: ApprovalRequest): string | undefined {
  const extra = request.kind === 'command' ? request.permissions : undefined;
  if (!extra) return request.reason;
  const { network, read, write } = extra;
  const parts = [
    ...(write.length > 0 ? [`write ${write.join(', ')}`] : []),
    ...(read.length > 0 ? [`read ${read.join(', ')}`] : []),
    ...(network ? ['use the network'] : []),
  ];
  const wanted = `it may also ${parts.join(' and ')}`;
  return request.reason === undefined ? wanted : `${request.reason} (${wanted})`;
}

/** A call of a tool of an MCP server. */
export interface McpApprovalRequest {
  readonly kind: 'mcp';
  readonly callId: string;
  readonly server: string;
  readonly tool: string;
  /** The description of the tool by its server. */
  readonly title: string | null;
  readonly description: string;
  readonly annotations: Readonly<Record<string, unknown>>;
  /** The user may decide for later calls too: for this session, or in the configuration. */
  readonly canBeKept: boolean;
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
