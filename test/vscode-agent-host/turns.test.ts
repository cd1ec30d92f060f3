import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { HELD } from '../clients/stand-in.js';
import { exec, patch, patchOf } from '../conformance/v2/replies.js';
import type { PeerReply } from '../support/model-peer.js';
import { until } from '../support/until.js';
import type { Action } from './ahp.js';
import { fetchVsCode } from './fetch.js';
import { startAgentHost } from './host.js';
import { MODEL_ID } from './place.js';
import { RunningTurn, Session, textOf, toolCallsOf } from './session.js';

let vsCode: string;
beforeAll(() => {
  vsCode = fetchVsCode();
});

interface Agent {
  readonly provider: string;
  readonly models: readonly { readonly id: string }[];
}

const DONE = { text: 'done' };
/** A command that asks to leave the sandbox, and so asks the user. */
const escalated = (cmd: string): PeerReply => ({
  calls: [
    {
      name: 'exec_command',
      args: { cmd, sandbox_permissions: 'require_escalated', justification: 'It is needed.' },
      callId: 'c1',
    },
  ],
});

test('the models of the configuration are offered', async () => {
  await using host = await startAgentHost(vsCode, []);
  await Session.create(host);
  const offered = (action: Action) =>
    (action.agents as readonly Agent[]).flatMap(({ provider, models }) =>
      provider === 'codex' ? models.map(({ id }) => id) : [],
    );
  const told = await host.client.typed('root/agentsChanged', (action) => offered(action).length > 0);
  expect(offered(told)).toContain(MODEL_ID);
});

test('text is streamed, turn after turn', async () => {
  await using host = await startAgentHost(vsCode, [{ deltas: ['Hel', 'lo'] }, { text: 'again' }]);
  const session = await Session.create(host);
  const first = session.send('hi');
  expect(await first.end()).toMatchObject({ state: 'complete', message: { text: 'hi' } });
  const deltas = host.client.told.flatMap(({ action }) => (action.type === 'chat/delta' ? [action.content] : []));
  expect(deltas).toEqual(['Hel', 'lo']);
  expect(textOf(await session.send('and').end())).toBe('again');
  expect((await session.turns()).map(textOf)).toEqual(['Hello', 'again']);
});

test('a command runs in the sandbox', async () => {
  await using host = await startAgentHost(vsCode, [{ calls: [exec('echo made > made && cat made')] }, DONE]);
  const session = await Session.create(host);
  const turn = await session.send('go').end();
  expect(toolCallsOf(turn)).toMatchObject([{ status: 'completed' }]);
  expect(await readFile(join(host.work, 'made'), 'utf8')).toBe('made\n');
  expect(textOf(turn)).toBe('done');
});

test.each([
  [true, 'completed'],
  [false, 'cancelled'],
])('a command that asks: approved is %s', async (approved, status) => {
  await using host = await startAgentHost(vsCode, [escalated('touch made'), DONE]);
  const session = await Session.create(host);
  const turn = session.send('go');
  expect(await turn.decide(approved)).toMatchObject({ toolInput: expect.stringContaining('touch made') });
  const ended = await turn.end();
  expect(toolCallsOf(ended)).toMatchObject([{ status }]);
  expect(ended.state).toBe('complete');
  expect(existsSync(join(host.work, 'made'))).toBe(approved);
  expect(textOf(ended)).toBe('done');
});

test('a patch is made', async () => {
  await using host = await startAgentHost(vsCode, [patch(patchOf('*** Add File: new.txt', '+new')), DONE]);
  const session = await Session.create(host);
  const turn = await session.send('go').end();
  expect(toolCallsOf(turn)).toMatchObject([{ status: 'completed' }]);
  expect(await readFile(join(host.work, 'new.txt'), 'utf8')).toBe('new\n');
});

test('a tool of the client is called', async () => {
  const call = { name: 'water', args: { bed: 'roses' }, callId: 'c1' };
  const inputSchema = { type: 'object', properties: { bed: { type: 'string' } } };
  await using host = await startAgentHost(vsCode, [{ calls: [call] }, DONE]);
  const session = await Session.create(host, { tools: [{ name: 'water', description: 'Waters a bed.', inputSchema }] });
  const turn = session.send('go');
  const { toolCallId, toolInput } = await turn.action('chat/toolCallReady');
  expect(JSON.parse(toolInput)).toEqual({ bed: 'roses' });
  const content = [{ type: 'text', text: 'roses are wet' }];
  const result = { success: true, pastTenseMessage: 'Watered roses', content };
  session.dispatch({ type: 'chat/toolCallComplete', turnId: turn.id, toolCallId, result });
  expect(toolCallsOf(await turn.end())).toMatchObject([{ status: 'completed' }]);
  expect(JSON.stringify(host.peer.requests.at(-1)?.body.input)).toContain('roses are wet');
});

test('the user is asked', async () => {
  const options = [
    { label: 'Red', description: 'Like a rose.' },
    { label: 'Blue', description: 'Like the sky.' },
  ];
  const questions = [{ id: 'colour', header: 'Colour', question: 'Which colour?', options }];
  const call = { name: 'request_user_input', args: { questions }, callId: 'c1' };
  await using host = await startAgentHost(vsCode, [{ calls: [call] }, DONE]);
  const session = await Session.create(host);
  const turn = session.send('go');
  const { request } = await turn.question();
  expect(request.questions).toMatchObject([{ message: 'Which colour?' }]);
  const [{ id }] = request.questions;
  const answer = { state: 'submitted', value: { kind: 'selected', value: request.questions[0].options[1].id } };
  session.dispatch({
    type: 'chat/inputCompleted',
    requestId: request.id,
    response: 'accept',
    answers: { [id]: answer },
  });
  expect(textOf(await turn.end())).toBe('done');
  expect(JSON.stringify(host.peer.requests.at(-1)?.body.input)).toContain('Blue');
});

test('a running turn is steered', async () => {
  const slow: PeerReply = { calls: [exec('echo slow')], wire: { pauseBefore: 'response.completed' } };
  await using host = await startAgentHost(vsCode, [slow, DONE]);
  const session = await Session.create(host);
  const turn = session.send('go');
  await host.peer.paused();
  const message = { text: 'use blue', origin: { kind: 'user' } };
  session.dispatch({ type: 'chat/pendingMessageSet', kind: 'steering', id: randomUUID(), message });
  // The host works in order: when it answers this, it has passed the message on.
  await host.client.request('ping', { channel: 'ahp-root://' });
  host.peer.release();
  expect((await turn.end()).state).toBe('complete');
  // The host shows what follows as a turn of the new message.
  const { turnId } = await host.client.typed('chat/turnStarted', ({ message }) => message.text === 'use blue');
  expect(textOf(await new RunningTurn(session, turnId).end())).toBe('done');
  expect(JSON.stringify(host.peer.requests.at(-1)?.body.input)).toContain('use blue');
});

test('a turn is interrupted, and the next one runs', async () => {
  await using host = await startAgentHost(vsCode, [HELD, { text: 'next' }]);
  const session = await Session.create(host);
  const turn = session.send('go');
  await turn.action('chat/delta');
  session.dispatch({ type: 'chat/turnCancelled', turnId: turn.id, duration: 1 });
  expect(await turn.end()).toMatchObject({ state: 'cancelled' });
  await host.peer.requests[0]?.closed;
  expect(textOf(await session.send('again').end())).toBe('next');
});

test('turns are taken back', async () => {
  await using host = await startAgentHost(vsCode, [{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
  const session = await Session.create(host);
  const first = await session.send('plant roses').end();
  await session.send('plant tulips').end();
  session.dispatch({ type: 'chat/truncated', turnId: first.id });
  expect(textOf(await session.send('plant lilies').end())).toBe('three');
  expect((await session.turns()).map(textOf)).toEqual(['one', 'three']);
  const sent = JSON.stringify(host.peer.requests.at(-1)?.body.input);
  expect(sent).toContain('plant roses');
  expect(sent).not.toContain('plant tulips');
});

test('after a restart the session is listed, shown and resumed', async () => {
  await using host = await startAgentHost(vsCode, [{ text: 'one' }, { text: 'two' }]);
  const { uri } = await Session.create(host);
  await (await Session.open(host, uri)).send('plant roses').end();
  await host.restart();
  const listed = async () => {
    const { items } = await host.client.request<{ items: { resource: string }[] }>('listSessions', {
      channel: 'ahp-root://',
    });
    return items.some(({ resource }) => resource === uri);
  };
  await until('the session in the list', listed);
  const session = await Session.open(host, uri);
  expect((await session.turns()).map(textOf)).toEqual(['one']);
  expect(textOf(await session.send('plant tulips').end())).toBe('two');
  expect(JSON.stringify(host.peer.requests.at(-1)?.body.input)).toContain('plant roses');
});
