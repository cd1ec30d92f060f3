// What the cases need of protocol v2; see v1.mjs.
import { check } from './stats.mjs';

export async function create(s, cwd) {
  const r = await s.request('thread/start', { cwd });
  check(r.result.thread?.id, 'thread/start: incomplete');
  return { id: r.result.thread.id, path: r.result.thread.path, t: r.t };
}

/** The connection that starts or resumes a thread gets its events. */
export async function listen() {}

export const sendTurn = (s, conv, text) =>
  s.request('turn/start', { threadId: conv.id, input: [{ type: 'text', text }] });

export async function listPage(s, cursor, limit) {
  const r = await s.request('thread/list', { cursor, limit });
  const { data, nextCursor } = r.result;
  return {
    ids: data.map((thread) => thread.id),
    previews: data.map((thread) => thread.preview),
    next: nextCursor,
    t: r.t,
  };
}

const completed = (m, type) =>
  m.method === 'item/completed' && m.params.item.type === type ? m.params.item : undefined;

export const endMarker = '"turn/completed"';
export const conversationOf = (m) => m.params?.threadId;
export const isEnd = (m) => m.method === 'turn/completed';
export const isError = (m) => m.method === 'error' || (isEnd(m) && m.params.turn.status !== 'completed');
export const deltaOf = (m) => (m.method === 'item/agentMessage/delta' ? m.params.delta : undefined);
export const finalTextOf = (m) => completed(m, 'agentMessage')?.text;

export function execEndOf(m) {
  const item = completed(m, 'commandExecution');
  return item && { exitCode: item.exitCode, output: item.aggregatedOutput ?? '' };
}
