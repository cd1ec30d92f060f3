import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../support/until.js';
import { session, TITLE } from './acp-editor.js';
import { HELD } from './stand-in.js';

test('prompts follow each other in a session', async () => {
  await using s = await session([{ text: 'one ' }, TITLE, { text: 'two' }]);
  expect(await s.prompt('first')).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(2);
  expect(await s.prompt('second')).toMatchObject({ stopReason: 'end_turn' });
  expect(s.said()).toBe('one two');
});

test.each(['allow_once', 'reject_once'])('a command is asked for: %s', async (kind) => {
  const allowed = kind === 'allow_once';
  const args = { cmd: 'touch made', sandbox_permissions: 'require_escalated', justification: 'May I?' };
  const call = { calls: [{ name: 'exec_command', args, callId: 'c1' }] };
  await using s = await session([call, { text: 'done' }, TITLE]);
  const questions = s.answer(kind);
  expect(await s.prompt('go')).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(3);
  expect(questions).toHaveLength(1);
  expect(existsSync(join(s.work, 'made'))).toBe(allowed);
});

test('a prompt is cancelled, and the next one is answered', async () => {
  await using s = await session([HELD, { text: 'next' }, TITLE]);
  const turn = s.prompt('go');
  await until('the request to the model', () => s.peer.requests.length > 0);
  s.editor.notify('session/cancel', { sessionId: s.sessionId });
  expect(await turn).toMatchObject({ stopReason: 'cancelled' });
  expect(await s.prompt('again')).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(3);
});

test('sessions are listed and resumed', async () => {
  await using s = await session([{ text: 'one' }, TITLE, { text: 'two' }]);
  await s.prompt('first');
  await s.asked(2);
  const { sessions } = await s.editor.request<{ sessions: readonly { sessionId: string }[] }>('session/list', {});
  expect(sessions.map(({ sessionId }) => sessionId)).toContain(s.sessionId);
  await s.editor.request('session/resume', { sessionId: s.sessionId, ...s.place });
  expect(await s.prompt('second')).toMatchObject({ stopReason: 'end_turn' });
});
