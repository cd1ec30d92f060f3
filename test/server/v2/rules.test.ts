import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newOwner, releaseFile, retire, takeFile } from '../../../src/os/owned-file.js';
import { scratchFolder } from '../../support/scratch.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, received, type Started, threadSession, turnCompleted } from './session.js';

const ASK = 'item/commandExecution/requestApproval';
const ASKING = { model: 'gpt-5', approvalPolicy: 'untrusted', sandbox: 'danger-full-access' };
const DONE = { text: 'done' };
let calls = 0;
const run = (script: string) => ({
  calls: [{ name: 'shell', args: { command: ['bash', '-lc', script] }, callId: `call_${calls++}` }],
});
const byRule = (rule: readonly string[]) => ({
  decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: rule } },
});

interface Asked {
  readonly command: string;
  readonly reason: string | null;
  readonly proposedExecpolicyAmendment: string[] | null;
  readonly availableDecisions: unknown[];
}
type Server = Parameters<typeof received>[0];
const asked = (server: Server): Asked[] =>
  received(server).flatMap(({ method, params }) => (method === ASK ? [params as Asked] : []));
const warnings = (server: Server): string[] =>
  received(server).flatMap(({ method, params }) =>
    method === 'warning' ? [(params as { message: string }).message] : [],
  );
const outputs = (request: { readonly body: { readonly input: readonly Record<string, unknown>[] } } | undefined) =>
  request?.body.input.flatMap(({ type, output }) => (type === 'function_call_output' ? [String(output)] : [])) ?? [];

async function writeRules(home: string, text: string): Promise<string> {
  await mkdir(join(home, 'rules'), { recursive: true });
  const path = join(home, 'rules', 'default.rules');
  await writeFile(path, text);
  return path;
}

describe('a rule that the user accepts', () => {
  test('is written as the reference does, and counts in other threads and for the next server', async () => {
    await using session = await threadSession({
      replies: [run('touch "a b"'), DONE, run('touch "a b" c'), DONE, run('touch c'), DONE],
      params: ASKING,
    });
    const { server, home, peer } = session;
    server.onServerRequest(ASK, () => byRule(['touch', 'a b']));
    await session.turn();
    expect(asked(server)).toMatchObject([
      {
        proposedExecpolicyAmendment: ['touch', 'a b'],
        availableDecisions: [
          'accept',
          'acceptForSession',
          { acceptWithExecpolicyAmendment: { execpolicy_amendment: ['touch', 'a b'] } },
          'decline',
          'cancel',
        ],
      },
    ]);
    const path = join(home, 'rules', 'default.rules');
    expect(await readFile(path, 'utf8')).toBe('prefix_rule(pattern=["touch", "a b"], decision="allow")\n');
    const other = await server.request<Started>('thread/start', ASKING);
    const go = async (on: Server, threadId: string) => {
      const input = [{ type: 'text', text: 'go' }];
      const { turn } = await on.request<{ turn: { id: string } }>('turn/start', { threadId, input });
      await turnCompleted(on, turn.id);
    };
    await go(server, other.thread.id);
    expect(asked(server)).toHaveLength(1);
    // Other words than those of the rule.
    server.onServerRequest(ASK, () => ({ decision: 'decline' }));
    await go(server, other.thread.id);
    expect(
      asked(server)
        .map(({ command }) => command)
        .slice(1),
    ).toEqual(["bash -lc 'touch c'"]);
    server.closeInput();
    await server.exit;
    peer.add(run('touch "a b"'), DONE);
    await using next = await startServer({ home });
    await next.request('initialize', INITIALIZE);
    const again = await next.request<Started>('thread/start', ASKING);
    await go(next, again.thread.id);
    expect(asked(next)).toEqual([]);
  });

  test('is not kept when it is another one than was shown', async () => {
    await using session = await threadSession({ replies: [run('touch one'), DONE], params: ASKING });
    session.server.onServerRequest(ASK, () => byRule(['touch']));
    await session.turn();
    expect(existsSync(join(session.home, 'rules'))).toBe(false);
  });

  test.each<[string]>([['date'], ['touch a > b'], ['touch a && touch b'], ['touch *'], ['touch $HOME']])(
    'is not proposed for what no rule can show: %s',
    async (script) => {
      await using session = await threadSession({ replies: [run(script), DONE], params: ASKING });
      session.server.onServerRequest(ASK, () => ({ decision: 'decline' }));
      await session.turn();
      expect(asked(session.server)).toMatchObject([
        {
          proposedExecpolicyAmendment: null,
          availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'],
        },
      ]);
    },
  );
});

describe('rules of the home', () => {
  const RULES = `prefix_rule(pattern=["touch", ["x", "y"]], decision="allow")
prefix_rule(pattern=["echo"], decision="prompt", justification="loud")
prefix_rule(pattern=["rm"], decision="forbidden")
`;

  test('allow, ask and forbid', async () => {
    await using home = await scratchFolder('home');
    await writeRules(home.path, RULES);
    await using session = await threadSession({
      replies: [
        run('touch x && touch y'),
        run('touch x && touch z'),
        run('echo hi'),
        run('if true; then rm x; fi > /dev/null'),
        DONE,
      ],
      params: ASKING,
      home: home.path,
    });
    const { server, peer } = session;
    server.onServerRequest(ASK, () => ({ decision: 'decline' }));
    await session.turn();
    expect(asked(server).map(({ command, reason }) => [command, reason])).toEqual([
      ["bash -lc 'touch x && touch z'", null],
      ["bash -lc 'echo hi'", 'a rule of the user wants an approval: loud'],
    ]);
    expect(outputs(peer.requests.at(-1)).at(-1)).toBe('exec command rejected: "a rule of the user forbids it"');
  });

  test.each<[string, (home: string) => Promise<unknown>]>([
    ['is not understood', (home) => writeRules(home, `${RULES}load("x")\n`)],
    [
      'is a link',
      async (home) => {
        await writeRules(home, RULES);
        await symlink(join(home, 'elsewhere'), join(home, 'rules', 'more.rules'));
      },
    ],
  ])('allow nothing while a file %s, which is said once and left alone', async (_, write) => {
    await using home = await scratchFolder('home');
    await write(home.path);
    const path = join(home.path, 'rules', 'default.rules');
    const before = await readFile(path, 'utf8');
    await using session = await threadSession({
      replies: [run('touch x'), run('touch q'), run('rm x'), DONE],
      params: ASKING,
      home: home.path,
    });
    const { server, peer } = session;
    server.onServerRequest(ASK, () => byRule(['touch', 'x']));
    await session.turn();
    expect(asked(server)).toMatchObject([
      { command: "bash -lc 'touch x'", proposedExecpolicyAmendment: null },
      { command: "bash -lc 'touch q'", proposedExecpolicyAmendment: null },
    ]);
    expect(warnings(server)).toEqual([expect.stringContaining('No command is allowed by rules')]);
    expect(outputs(peer.requests.at(-1)).at(-1)).toContain('forbids');
    expect(await readFile(path, 'utf8')).toBe(before);
  });
});

test('a rule that another server writes at the same time is not lost', async () => {
  await using session = await threadSession({ replies: [run('touch "a b"'), DONE], params: ASKING });
  const { server, home } = session;
  const self = newOwner();
  const lock = join(home, 'turnwire', 'rules.lock');
  expect(takeFile(lock, self)).toHaveProperty('owned');
  server.onServerRequest(ASK, () => byRule(['touch', 'a b']));
  const { turn } = await session.start();
  await server.until('the answer', (lines) => lines.find(({ message }) => message.method === 'serverRequest/resolved'));
  const path = await writeRules(home, 'prefix_rule(pattern=["make", "all"], decision="allow")\n');
  expect(releaseFile(lock, self)).toBe(true);
  retire(self);
  await turnCompleted(server, turn.id);
  expect(await readFile(path, 'utf8')).toBe(
    'prefix_rule(pattern=["make", "all"], decision="allow")\nprefix_rule(pattern=["touch", "a b"], decision="allow")\n',
  );
  expect(warnings(server)).toEqual([]);
});
