import type { ServerMessages } from '../../../protocol/server-messages.js';
import {
  CommandExecutionRequestApprovalResponse,
  FileChangeRequestApprovalResponse,
} from '../../../protocol/v2/approvals.js';
import { McpServerElicitationRequestResponse } from '../../../protocol/v2/client-tools.js';
import type { JsonValue } from '../../../protocol/v2/json.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type { Approval, ApprovalDecision, ApprovalRequest, McpApprovalRequest } from '../../domain/approval.js';
import type { CommandExecution } from '../../domain/item.js';
import { isJsonObject } from '../../domain/json.js';
import { type Connection, PeerGone } from '../../rpc/connection.js';
import { commandAction, commandLine } from './items.js';
import { wirePermissions } from './permissions.js';

/** The functions of its connection that a session needs. */
export type ClientConnection = Pick<
  Connection<ServerMessages>,
  'notifyStamped' | 'notifyDelta' | 'sendRequest' | 'caughtUp'
>;

export interface ApprovalToSend {
  readonly conversation: Conversation;
  readonly approval: Approval;
  /** The item, where the subscriber has seen it. */
  readonly command: CommandExecution | undefined;
  /** Aborted when no answer is wanted any more. */
  readonly withdrawn: AbortSignal;
}

/**
 * Asks the client for a decision. A reply that is an error or cannot be read declines, so nothing hangs and nothing is approved by mistake (C6). A client that
 * leaves has not decided; other clients may still decide.
 */
export function requestDecision(connection: ClientConnection, toSend: ApprovalToSend): { readonly requestId: number } {
  const { conversation, approval } = toSend;
  conversation.approvals.sent(approval.id);
  const { requestId, reply } = send(connection, toSend);
  const answered = async (): Promise<void> => {
    try {
      conversation.approvals.answer(approval.id, READERS[approval.request.kind](await reply, approval.request));
    } catch (e) {
      if (e instanceof PeerGone) conversation.approvals.left(approval.id);
      else conversation.approvals.answer(approval.id, 'decline');
    }
  };
  void answered();
  return { requestId };
}

function send(connection: ClientConnection, { conversation, approval, command, withdrawn }: ApprovalToSend) {
  const { id: threadId } = conversation;
  const { turnId, itemId, requestedAt: startedAtMs, request } = approval;
  if (request.kind === 'mcp')
    return connection.sendRequest(
      'mcpServer/elicitation/request',
      { threadId, turnId, ...mcpQuestion(request) },
      withdrawn,
    );
  const reason = request.reason ?? null;
  if (request.kind === 'patch') {
    const grantRoot = request.grantRoot ?? null;
    const params = { threadId, turnId, itemId, startedAtMs, reason, grantRoot };
    return connection.sendRequest('item/fileChange/requestApproval', params, withdrawn);
  }
  const { cwd, rule } = request;
  const amendment = rule === undefined ? null : [...rule];
  const line = commandLine(request.command);
  const actions = command?.actions ?? [{ type: 'unknown', cmd: line } as const];
  const params = {
    kind: 'command' as const,
    threadId,
    turnId,
    itemId,
    startedAtMs,
    approvalId: null,
    environmentId: 'local',
    reason,
    networkApprovalContext: null,
    command: line,
    cwd,
    commandActions: actions.map((action) => commandAction(action, cwd)),
    additionalPermissions: request.permissions ? wirePermissions(request.permissions) : null,
    proposedExecpolicyAmendment: amendment,
    proposedNetworkPolicyAmendments: null,
    availableDecisions: [
      'accept' as const,
      'acceptForSession' as const,
      ...(amendment === null ? [] : [{ acceptWithExecpolicyAmendment: { execpolicy_amendment: amendment } }]),
      'decline' as const,
      'cancel' as const,
    ],
  };
  return connection.sendRequest('item/commandExecution/requestApproval', params, withdrawn);
}

type Word = 'accept' | 'acceptForSession' | 'decline' | 'cancel';

const DECISIONS: Record<Word, ApprovalDecision> = {
  accept: 'accept',
  acceptForSession: 'accept-for-session',
  decline: 'decline',
  cancel: 'cancel',
};

function commandDecision(reply: unknown, request: ApprovalRequest): ApprovalDecision {
  const { decision } = CommandExecutionRequestApprovalResponse().parse(reply);
  if (typeof decision === 'string') return DECISIONS[decision];
  if (!('acceptWithExecpolicyAmendment' in decision)) return 'decline';
  // A rule that differs from the shown rule is not kept: the command is allowed for as long as the thread is loaded (C403).
  const { execpolicy_amendment: given } = decision.acceptWithExecpolicyAmendment;
  const shown = request.kind === 'command' ? request.rule : undefined;
  return JSON.stringify(given) === JSON.stringify(shown) ? 'accept-by-rule' : 'accept-for-session';
}

/** The approval of an MCP call has the form of a question of its server, as clients know it. */
function mcpQuestion(request: McpApprovalRequest) {
  const { server, tool, title, description, annotations, arguments: given } = request;
  const params = isJsonObject(given) ? given : {};
  const display = Object.entries(params).map(([name, value]) => ({ name, value, display_name: name }));
  const meta = {
    codex_approval_kind: 'mcp_tool_call',
    ...(request.canBeKept ? { persist: ['session', 'always'] } : {}),
    tool_name: tool,
    ...(Object.keys(annotations).length > 0 ? { tool_annotations: annotations } : {}),
    ...(title === null ? {} : { tool_title: title }),
    tool_description: description,
    tool_params: params,
    tool_params_display: display,
  };
  return {
    serverName: server,
    environmentId: null,
    mode: 'form' as const,
    _meta: meta as JsonValue,
    message: `Allow the ${server} MCP server to run tool "${tool}"?`,
    requestedSchema: { type: 'object', properties: {} },
  };
}

const KEPT: Readonly<Record<string, ApprovalDecision>> = { session: 'accept-for-session', always: 'accept-by-rule' };

/** The turn continues with every answer of the user. */
function mcpDecision(reply: unknown, request: ApprovalRequest): ApprovalDecision {
  const { action, _meta: meta } = McpServerElicitationRequestResponse().parse(reply);
  if (action !== 'accept') return action === 'cancel' ? 'dismiss' : 'decline';
  if (!isJsonObject(meta) || request.kind !== 'mcp' || !request.canBeKept) return 'accept';
  return KEPT[String(meta.persist)] ?? 'accept';
}

const patchDecision = (reply: unknown): ApprovalDecision =>
  DECISIONS[FileChangeRequestApprovalResponse().parse(reply).decision];

const READERS = { command: commandDecision, patch: patchDecision, mcp: mcpDecision };
