import { PermissionsRequestApprovalResponse } from '../../../protocol/v2/approvals.js';
import {
  DynamicToolCallResponse,
  McpServerElicitationRequestResponse,
  ToolRequestUserInputResponse,
} from '../../../protocol/v2/client-tools.js';
import type { JsonValue } from '../../../protocol/v2/json.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type {
  ClientAnswer,
  ClientRequest,
  DynamicToolRequest,
  ElicitationRequest,
  PermissionsRequest,
  ToolContent,
  UserInputRequest,
} from '../../domain/client-request.js';
import { PeerGone } from '../../rpc/connection.js';
import type { ClientConnection } from './approvals.js';
import { grantedOf, wirePermissions } from './permissions.js';

/**
 * Sends a request of the conversation to the client. A reply that is an error or cannot be read counts as no answer, so nothing hangs. A client that leaves has
 * not answered; other clients may still answer.
 */
export function sendClientRequest(
  connection: ClientConnection,
  conversation: Conversation,
  { id, turnId, itemId, requestedAt, request }: ClientRequest,
  withdrawn: AbortSignal,
): { readonly requestId: number } {
  const of = { threadId: conversation.id, turnId };
  const send = () => {
    switch (request.kind) {
      case 'user-input':
        return connection.sendRequest(
          'item/tool/requestUserInput',
          { ...of, itemId, ...questions(request) },
          withdrawn,
        );
      case 'elicitation':
        return connection.sendRequest('mcpServer/elicitation/request', { ...of, ...elicitation(request) }, withdrawn);
      case 'dynamic-tool':
        return connection.sendRequest('item/tool/call', { ...of, ...toolCall(request) }, withdrawn);
      case 'permissions': {
        const params = { ...of, itemId, environmentId: 'local', startedAtMs: requestedAt, ...asked(request) };
        return connection.sendRequest('item/permissions/requestApproval', params, withdrawn);
      }
    }
  };
  const { requestId, reply } = send();
  const answered = async (): Promise<void> => {
    try {
      conversation.requests.answer(id, READERS[request.kind](await reply));
    } catch (e) {
      if (!(e instanceof PeerGone)) conversation.requests.answer(id, null);
    }
  };
  void answered();
  return { requestId };
}

const questions = ({ questions: asked }: UserInputRequest) => ({
  questions: asked.map(({ id, header, question, isOther, isSecret, options }) => {
    return { id, header, question, isOther, isSecret, options: options && [...options] };
  }),
  isBlocking: true,
  autoResolutionMs: null,
});

function elicitation(request: ElicitationRequest) {
  const { server: serverName, message } = request;
  const common = { serverName, environmentId: null, message, _meta: (request.meta ?? null) as JsonValue };
  if (request.mode === 'url') {
    const { url, elicitationId } = request;
    return { ...common, mode: 'url' as const, url, elicitationId };
  }
  return { ...common, mode: 'form' as const, requestedSchema: request.requestedSchema as JsonValue };
}

const toolCall = ({ callId, namespace, tool, arguments: given }: DynamicToolRequest) => ({
  callId,
  namespace,
  tool,
  arguments: given as JsonValue,
});

const asked = ({ cwd, reason, permissions }: PermissionsRequest) => ({
  cwd,
  reason,
  permissions: wirePermissions(permissions),
});

/** The model is told that the tool has answered. */
const UNREADABLE: ClientAnswer = {
  kind: 'dynamic-tool',
  contentItems: [{ type: 'text', text: 'dynamic tool response was invalid' }],
  success: false,
};

const READERS: Record<ClientRequest['request']['kind'], (reply: unknown) => ClientAnswer> = {
  'user-input': (reply) => {
    const { answers } = ToolRequestUserInputResponse().parse(reply);
    const texts = Object.entries(answers).map(([id, given]) => [id, given.answers] as const);
    return { kind: 'user-input', answers: Object.fromEntries(texts) };
  },
  elicitation: (reply) => {
    const { action, content = null, _meta: meta = null } = McpServerElicitationRequestResponse().parse(reply);
    return { kind: 'elicitation', action, content, meta };
  },
  'dynamic-tool': (reply) => {
    const read = DynamicToolCallResponse().safeParse(reply);
    if (!read.success) return UNREADABLE;
    const { contentItems, success } = read.data;
    return { kind: 'dynamic-tool', contentItems: contentItems.map(toolContent), success };
  },
  permissions: (reply) => {
    const { permissions, scope, strictAutoReview } = PermissionsRequestApprovalResponse().parse(reply);
    const strict = strictAutoReview === true;
    return { kind: 'permissions', permissions: grantedOf(permissions), scope: scope ?? 'turn', strict };
  },
};

type WireContent = ReturnType<ReturnType<typeof DynamicToolCallResponse>['parse']>['contentItems'][number];

function toolContent(part: WireContent): ToolContent {
  switch (part.type) {
    case 'inputText':
      return { type: 'text', text: part.text };
    case 'inputImage':
      return { type: 'image', url: part.imageUrl };
    case 'inputAudio':
      return { type: 'audio', url: part.audioUrl };
  }
}
