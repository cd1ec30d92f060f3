// What the cases need of protocol v1. v2.mjs has the same for v2: a case uses the one that it gets as `ctx.protocol`.
import { check } from './stats.mjs';

/** A request that needs neither disk nor child process, and what makes its answer right. */
export const cheap = { method: 'userInfo', params: undefined, ok: (r) => 'allegedUserEmail' in r };

export const otherRequests = [
  { method: 'getUserAgent', params: undefined, ok: (r) => r.userAgent.length > 0 },
  { method: 'getUserSavedConfig', params: undefined, ok: (r) => r.config.model === 'mock-model' },
  {
    method: 'getAuthStatus',
    params: { includeToken: false, refreshToken: false },
    ok: (r) => r.requiresOpenaiAuth === false,
  },
];

export async function create(s, cwd) {
  const r = await s.request('newConversation', { cwd });
  check(r.result.conversationId && r.result.rolloutPath, 'newConversation: incomplete');
  return { id: r.result.conversationId, path: r.result.rolloutPath, t: r.t };
}

export async function listen(s, conv) {
  const r = await s.request('addConversationListener', { conversationId: conv.id });
  conv.subscription = r.result.subscriptionId;
}

export const unlisten = (s, conv) => s.request('removeConversationListener', { subscriptionId: conv.subscription });

export const sendTurn = (s, conv, text) =>
  s.request('sendUserMessage', { conversationId: conv.id, items: [{ type: 'text', data: { text } }] });

export async function listPage(s, cursor, pageSize) {
  const r = await s.request('listConversations', { pageSize, cursor });
  const { items, nextCursor } = r.result;
  return { ids: items.map((i) => i.conversationId), previews: items.map((i) => i.preview), next: nextCursor, t: r.t };
}

export async function searchFiles(s, query, roots) {
  const r = await s.request('fuzzyFileSearch', { query, roots });
  return { found: r.result.files, t: r.t };
}

/** `rollout`: the whole path of the file, and the id. */
export const resume = (s, conv) => s.request('resumeConversation', { path: conv.path });

/** The model's answers among the messages that a resume gives back. */
export const answersOf = (result) =>
  (result.initialMessages ?? []).filter((m) => m.type === 'agent_message').map((m) => m.message);

export const archive = (s, conv) =>
  s.request('archiveConversation', { conversationId: conv.id, rolloutPath: conv.path });

const event = (m, type) => (m.method === `codex/event/${type}` ? m.params.msg : undefined);

export const endMarker = '"codex/event/task_complete"';
export const conversationOf = (m) => m.params?.conversationId;
export const isEnd = (m) => event(m, 'task_complete') !== undefined;
export const isError = (m) => event(m, 'error') !== undefined || event(m, 'stream_error') !== undefined;
export const deltaOf = (m) => event(m, 'agent_message_delta')?.delta;
export const finalTextOf = (m) => event(m, 'agent_message')?.message;

export function execEndOf(m) {
  const end = event(m, 'exec_command_end');
  return end && { exitCode: end.exit_code, output: end.aggregated_output ?? end.stdout };
}
