import { expect, test } from 'vitest';
import { until } from '../support/until.js';
import { session, shell } from './shell-session.js';

const TEXT = 'a text of the user';
const KEY = 'sk-of-the-user';

async function run(level: string | undefined, replies: Parameters<typeof session>[0]) {
  const env = { ...(level === undefined ? {} : { TURNWIRE_LOG: level }), OPENAI_API_KEY: KEY };
  const s = await session(replies, { approvalPolicy: 'never' }, { env });
  await s.say(TEXT);
  await s.server.next('task_complete');
  return s;
}

interface Row {
  readonly level: string | undefined;
  readonly shown: readonly RegExp[];
  readonly hidden: readonly RegExp[];
}

const REQUEST = /"level":"debug".*"method":"sendUserMessage".*"msg":"request"/;
const BEGINS = /"level":"debug".*"model":"mock-model".*"msg":"turn begins"/;
const SENT = /"level":"debug".*"status":200.*"msg":"request to a provider"/;
const CALL = /"level":"debug".*"items":\d+.*"outcome":"answered".*"msg":"model call"/;
const ENDED = /"level":"debug".*"status":"completed".*"msg":"turn ended"/;
const EVENTS = /"level":"trace".*"item-done".*"msg":"model events"/;
const BAD = /TURNWIRE_LOG=loud names no level: use trace, debug, info, warn, error or off/;
const DEBUG = [REQUEST, BEGINS, SENT, CALL, ENDED];

const ROWS: Row[] = [
  { level: 'trace', shown: [...DEBUG, EVENTS], hidden: [BAD] },
  { level: 'debug', shown: DEBUG, hidden: [EVENTS] },
  { level: 'DEBUG', shown: DEBUG, hidden: [EVENTS] },
  { level: 'info', shown: [], hidden: [...DEBUG, EVENTS] },
  { level: 'warn', shown: [], hidden: [...DEBUG, EVENTS] },
  { level: 'error', shown: [], hidden: [...DEBUG, EVENTS] },
  { level: 'off', shown: [], hidden: [/./] },
  { level: undefined, shown: [], hidden: [/./] },
  { level: 'loud', shown: [BAD], hidden: DEBUG },
];

test.each(ROWS)('TURNWIRE_LOG=$level', async ({ level, shown, hidden }) => {
  await using s = await run(level, [{ calls: [shell(['echo', TEXT])] }, { text: TEXT }]);
  for (const line of shown) await until(`${line}`, () => line.test(s.server.stderr));
  s.server.closeInput();
  await s.server.exit;
  const { stderr } = s.server;
  for (const line of hidden) expect(stderr).not.toMatch(line);
  expect(stderr).not.toContain(TEXT);
  expect(stderr).not.toContain(KEY);
});

test('a model call that fails is logged with its code and the places in the source', async () => {
  const refusal = { fail: { status: 400, body: { error: { message: `bad: ${TEXT}`, code: 'x' } } } };
  await using s = await session([refusal], { approvalPolicy: 'never' }, { env: { TURNWIRE_LOG: 'debug' } });
  await s.say(TEXT);
  await s.server.next('error');
  const failed = () => s.server.stderr.split('\n').find((line) => line.includes('"msg":"model call"')) ?? '';
  await until('the log', () => failed() !== '');
  expect(JSON.parse(failed())).toMatchObject({ outcome: 'failed', code: expect.any(String) });
  expect(failed()).toMatch(/src\/model\/http\/[\w-]+\.ts:\d+:\d+/);
  expect(s.server.stderr).not.toContain(TEXT);
});
