import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../support/alive.js';
import { startServer } from '../support/server.js';
import { until } from '../support/until.js';
import { decide, session, shell } from './shell-session.js';

/** A defect that nothing catches, at a signal. */
const defect = (statement: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${statement} })`)}`,
});

test.each([
  ['an error', `setTimeout(() => { throw new Error('a defect') })`],
  ['a rejection', `void Promise.reject(new Error('a defect'))`],
  ['something that is no error', `setTimeout(() => { throw 'a defect' })`],
])('%s that no code catches ends turns and commands, is recorded, and is reported', async (_, statement) => {
  const script = 'echo $$ > pid; exec sleep 300';
  const replies = [{ calls: [shell(['bash', '-c', script], { timeout_ms: 300_000 })] }];
  await using s = await session(replies, {}, { env: defect(statement) });
  decide(s.server, 'approved');
  await s.say();
  const pid = await until('the command', () => {
    try {
      return Number(readFileSync(join(s.server.work, 'pid'), 'utf8')) || undefined;
    } catch {
      return undefined;
    }
  });
  s.server.kill('SIGUSR2');
  expect(await s.server.exit).toEqual({ code: 1, signal: null });
  expect(isAlive(pid)).toBe(false);
  expect(s.server.stderr).toContain('turnwire: a defect ends the server: ');
  const told = s.server.lines.map(({ message }) => message);
  expect(told).toContainEqual({
    method: 'turnwire/diagnostics',
    params: { level: 'error', message: 'A defect ends the server: a defect' },
  });
  expect(readFileSync(s.rolloutPath, 'utf8')).toContain('"turn_aborted"');
});

test('a server with a closed stderr keeps working', async () => {
  await using server = await startServer({ env: { TURNWIRE_LOG: 'trace' } });
  server.child.stderr?.destroy();
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  for (let i = 0; i < 50; i++) expect(await server.request('getUserAgent')).toHaveProperty('userAgent');
  for (let i = 0; i < 50; i++) await server.refused('resumeConversation', { path: '/nowhere' });
  expect(await server.request('listConversations', {})).toEqual({ items: [] });
});
