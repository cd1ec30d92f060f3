import { appendFileSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startModelPeer } from '../support/model-peer.js';
import { type Server, type ServerOptions, startServer } from '../support/server.js';

const TOP = 'model_supports_reasoning_summaries = true\n';
const EFFORTS = ['none', 'minimal', 'xhigh', 'ultra', 'max', 'a "new" one'];

interface Started {
  readonly conversationId: string;
  readonly rolloutPath: string;
  readonly reasoningEffort?: string;
}

/** One turn; what the model gets as effort. */
async function sent(
  { config = '', ...options }: ServerOptions,
  begin: (server: Server) => Promise<Started>,
  effort?: string,
) {
  await using peer = await startModelPeer([{ text: 'done' }]);
  await using server = await startServer({ ...options, config: `${TOP}${config}\n${peer.config()}` });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const { conversationId, rolloutPath, reasoningEffort } = await begin(server);
  await server.request('addConversationListener', { conversationId });
  const items = [{ type: 'text', data: { text: 'hello' } }];
  const turn = { cwd: server.work, approvalPolicy: 'never', sandboxPolicy: { mode: 'read-only' }, summary: 'auto' };
  if (effort === undefined) await server.request('sendUserMessage', { conversationId, items });
  else await server.request('sendUserTurn', { conversationId, items, ...turn, model: 'm', effort });
  await server.next('task_complete');
  const [, recorded] =
    /"type":"turn_context".*"effort":("(?:[^"\\]|\\.)*")/.exec(readFileSync(rolloutPath, 'utf8')) ?? [];
  const { reasoning } = (peer.requests[0]?.body ?? {}) as { reasoning?: { effort?: string } };
  return { reported: reasoningEffort, model: reasoning?.effort, recorded: recorded && JSON.parse(recorded) };
}

const start =
  (params: object = {}) =>
  (server: Server) =>
    server.request<Started>('newConversation', params);
const all = (effort: string) => ({ reported: effort, model: effort, recorded: effort });

test.each(EFFORTS)('an effort that 0.44 may not know is passed through: %j (C290)', async (effort) => {
  const line = `model_reasoning_effort = ${JSON.stringify(effort)}`;
  expect(await sent({ config: line }, start()), 'config.toml').toEqual(all(effort));
  expect(await sent({ args: ['-c', line] }, start()), '-c').toEqual(all(effort));
  const request = start({ config: { model_reasoning_effort: effort } });
  expect(await sent({}, request), 'the config of a request').toEqual(all(effort));
  expect(await sent({}, start(), effort), 'sendUserTurn').toEqual({ ...all(effort), reported: undefined });
  const saved = async (server: Server) => {
    await server.request('setDefaultModel', { model: 'm', reasoningEffort: effort });
    expect(await server.request('getUserSavedConfig')).toMatchObject({ config: { modelReasoningEffort: effort } });
    return await start()(server);
  };
  expect(await sent({}, saved), 'setDefaultModel').toEqual(all(effort));
  const resumed = async (server: Server) => {
    const { rolloutPath: path } = await start()(server);
    const payload = { cwd: server.work, approval_policy: 'never', sandbox_policy: { mode: 'read-only' }, model: 'm' };
    const context = { type: 'turn_context', payload: { ...payload, effort, summary: 'auto' } };
    appendFileSync(path, `${JSON.stringify({ timestamp: '2026-01-01T00:00:00.000Z', ...context })}\n`);
    return { ...(await server.request<Started>('resumeConversation', { path })), rolloutPath: path };
  };
  expect(await sent({}, resumed), 'a turn_context line').toMatchObject({ model: effort, recorded: effort });
});

test.each([[5], [''], [['low']], [{}], [true]])('what is no effort is refused: %j', async (effort) => {
  await using server = await startServer({ config: 'model_provider = "scripted"' });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  expect((await server.refused('setDefaultModel', { reasoningEffort: effort })).message).toContain('reasoningEffort');
  const { data } = await server.refused('newConversation', { config: { model_reasoning_effort: effort } });
  expect(data).toMatchObject({ code: 'config_invalid', key: 'model_reasoning_effort' });
});
