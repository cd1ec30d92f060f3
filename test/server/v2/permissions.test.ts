import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exec } from '../../conformance/v2/replies.js';
import { scratchFolder } from '../../support/scratch.js';
import { received, threadSession, turnCompleted } from './session.js';

const ASK = 'item/permissions/requestApproval';
const FEATURES = '[features]\nrequest_permissions_tool = true\nexec_permission_approvals = true\n';
const READ_ONLY = { approvalPolicy: 'on-request', sandbox: 'read-only' };
const DONE = { text: 'done' };

const asking = (permissions: unknown, more: object = {}) => ({
  calls: [{ name: 'request_permissions', args: { permissions, ...more } }],
});
const added = (path: string) => ({
  calls: [{ name: 'apply_patch', args: { input: `*** Begin Patch\n*** Add File: ${path}\n+x\n*** End Patch` } }],
});

type Replies = NonNullable<Parameters<typeof threadSession>[0]>['replies'];
type Session = Awaited<ReturnType<typeof session>>;

/** A thread that may write nothing; patches that are asked for are declined. */
async function session(replies: NonNullable<Replies>, params: object = {}) {
  const opened = await threadSession({ config: FEATURES, replies, params: { ...READ_ONLY, ...params } });
  opened.server.onServerRequest('item/fileChange/requestApproval', () => ({ decision: 'decline' }));
  return opened;
}

const grants = ({ server }: Session, permissions: object, more: object = {}): void =>
  server.onServerRequest(ASK, () => ({ permissions, ...more }));

const outputs = ({ peer }: Session): string[] =>
  (peer.requests.at(-1)?.body.input ?? [])
    .filter(({ type }) => type === 'function_call_output')
    .map(({ output }) => String(output));

const asked = ({ server }: Session, method = ASK) =>
  received(server).flatMap((message) => (message.method === method ? [message.params as Asked] : []));

interface Asked {
  readonly reason: string | null;
  readonly permissions: { readonly fileSystem: { readonly read: string[] | null; readonly write: string[] | null } };
}

const told = (write: readonly string[] | null, more: object = {}) => ({
  permissions: { network: null, file_system: write && { write } },
  scope: 'turn',
  ...more,
});
const lastTold = (s: Session): unknown => JSON.parse(outputs(s).at(-1) ?? '');

describe('what is granted', () => {
  test('the request names the real paths, and the thread waits for an approval', async () => {
    await using other = await scratchFolder('other');
    await mkdir(join(other.path, 'real'));
    await symlink(join(other.path, 'real'), join(other.path, 'link'));
    const file_system = { write: [join(other.path, 'link'), 'sub/../here'], read: ['/etc'] };
    await using s = await session([
      asking({ file_system, network: { enabled: true } }, { reason: 'to \u202ewrite' }),
      DONE,
    ]);
    grants(s, {});
    const { id: turnId } = await s.turn();
    const write = [join(other.path, 'real'), join(s.server.work, 'here')];
    const entry = (access: string) => (path: string) => ({ path: { type: 'path', path }, access });
    expect(asked(s)).toEqual([
      {
        threadId: s.threadId,
        turnId,
        itemId: 'call_1_0',
        environmentId: 'local',
        startedAtMs: expect.any(Number),
        cwd: s.server.work,
        reason: 'to \\u{202e}write',
        permissions: {
          network: { enabled: true },
          fileSystem: { read: ['/etc'], write, entries: [entry('read')('/etc'), ...write.map(entry('write'))] },
        },
      },
    ]);
    const flags = received(s.server).map(({ params }) => JSON.stringify(params));
    expect(flags.some((text) => text?.includes('waitingOnApproval'))).toBe(true);
    expect(lastTold(s)).toEqual(told(null));
  });

  test('a grant for the turn ends with the turn', async () => {
    await using s = await session([
      asking({ file_system: { write: ['.'] } }),
      added('a.txt'),
      DONE,
      added('b.txt'),
      DONE,
    ]);
    grants(s, { fileSystem: { write: [s.server.work] } });
    await s.turn();
    expect(existsSync(join(s.server.work, 'a.txt'))).toBe(true);
    expect(asked(s, 'item/fileChange/requestApproval')).toHaveLength(0);
    await s.turn('again');
    expect(existsSync(join(s.server.work, 'b.txt'))).toBe(false);
    expect(asked(s, 'item/fileChange/requestApproval')).toHaveLength(1);
  });

  test('a grant for the session holds until the thread is loaded again', async () => {
    await using s = await session([
      asking({ file_system: { write: ['.'] } }),
      DONE,
      added('a.txt'),
      DONE,
      added('b.txt'),
      DONE,
    ]);
    grants(s, { fileSystem: { write: [s.server.work] } }, { scope: 'session' });
    await s.turn();
    expect(lastTold(s)).toEqual(told([s.server.work], { scope: 'session' }));
    await s.turn('again');
    expect(existsSync(join(s.server.work, 'a.txt'))).toBe(true);
    await s.server.request('thread/archive', { threadId: s.threadId });
    await s.server.request('thread/unarchive', { threadId: s.threadId });
    await s.server.request('thread/resume', { threadId: s.threadId, ...READ_ONLY });
    await s.turn('after it was loaded again');
    expect(existsSync(join(s.server.work, 'b.txt'))).toBe(false);
    expect(asked(s, 'item/fileChange/requestApproval')).toHaveLength(1);
  });

  test('a single file can be granted, and nothing beside it', async () => {
    const patch = (name: string) =>
      added(name).calls.map((call) => ({
        ...call,
        args: { input: call.args.input.replace('Add', 'Update').replace('+x', '@@\n-old\n+new') },
      }));
    await using s = await session([
      asking({ file_system: { write: ['a.txt'] } }),
      { calls: patch('a.txt') },
      { calls: patch('b.txt') },
      DONE,
    ]);
    for (const name of ['a.txt', 'b.txt']) await writeFile(join(s.server.work, name), 'old\n');
    grants(s, { fileSystem: { write: [join(s.server.work, 'a.txt')] } });
    await s.turn();
    expect(outputs(s).at(-2)).toContain('Success');
    expect(outputs(s).at(-1)).toBe('patch rejected by user');
  });
});

describe('never more than was asked for and shown', () => {
  const work = (s: Session, name = ''): string => join(s.server.work, name);

  test.each([
    ['a folder above', (s: Session) => ({ fileSystem: { write: [join(work(s), '..')] } }), null],
    [
      'a folder that only begins with the same name',
      (s: Session) => ({ fileSystem: { write: [`${work(s, 'sub')}2`] } }),
      null,
    ],
    ['dots that lead out', (s: Session) => ({ fileSystem: { write: [`${work(s, 'sub')}/../..`] } }), null],
    ['a link that leads out', (s: Session) => ({ fileSystem: { write: [work(s, 'sub/out')] } }), null],
    ['a relative path', () => ({ fileSystem: { write: ['sub'] } }), null],
    [
      'all the disk',
      () => ({ fileSystem: { entries: [{ path: { type: 'special', value: { kind: 'root' } }, access: 'write' }] } }),
      null,
    ],
    [
      'a pattern',
      () => ({ fileSystem: { entries: [{ path: { type: 'glob_pattern', pattern: '/**' }, access: 'write' }] } }),
      null,
    ],
    [
      'an exception, which cannot be kept',
      (s: Session) => ({
        fileSystem: {
          entries: [
            { path: { type: 'path', path: work(s, 'sub') }, access: 'write' },
            { path: { type: 'path', path: work(s, 'sub/kept') }, access: 'deny' },
          ],
        },
      }),
      null,
    ],
    ['a network', () => ({ network: { enabled: true } }), null],
    ['a part', (s: Session) => ({ fileSystem: { write: [work(s, 'sub/part')] } }), 'sub/part'],
  ])('an answer with %s', async (_, answer, granted) => {
    await using s = await session([asking({ file_system: { write: ['sub'] } }), DONE]);
    await mkdir(work(s, 'sub'));
    await symlink('/etc', work(s, 'sub/out'));
    grants(s, answer(s));
    await s.turn();
    expect(lastTold(s)).toEqual(told(granted === null ? null : [work(s, granted)]));
  });

  test.each([
    ['nonsense', () => 'yes'],
    ['null', () => null],
    [
      'an unknown scope',
      (s: Session) => ({ permissions: { fileSystem: { write: [s.server.work] } }, scope: 'for ever' }),
    ],
  ])('%s as answer grants nothing', async (_, answer) => {
    await using s = await session([asking({ file_system: { write: ['.'] } }), added('a.txt'), DONE]);
    s.server.onServerRequest(ASK, () => answer(s));
    await s.turn();
    expect(JSON.parse(outputs(s)[0] ?? '')).toEqual(told(null));
    expect(existsSync(work(s, 'a.txt'))).toBe(false);
  });

  test('an error as answer grants nothing', async () => {
    await using s = await session([asking({ file_system: { write: ['.'] } }), DONE]);
    const { turn } = await s.start();
    const { id } = await s.server.until('the question', () => received(s.server).find(({ method }) => method === ASK));
    s.server.send({ id: id ?? null, error: { code: -32000, message: 'no' } });
    await turnCompleted(s.server, turn.id);
    expect(lastTold(s)).toEqual(told(null));
  });

  test('a folder that is replaced after the grant is not granted any more', async () => {
    await using s = await session([
      asking({ file_system: { write: ['sub', 'other'] } }),
      { calls: [exec('touch x', { sandbox_permissions: 'require_escalated', justification: 'q' })] },
      added('sub/a.txt'),
      added('other/a.txt'),
      DONE,
    ]);
    await mkdir(work(s, 'sub'));
    await mkdir(work(s, 'other'));
    await mkdir(work(s, 'elsewhere'));
    grants(s, { fileSystem: { write: [work(s, 'sub'), work(s, 'other')] } });
    s.server.onServerRequest('item/commandExecution/requestApproval', async () => {
      await rename(work(s, 'sub'), work(s, 'moved'));
      await mkdir(work(s, 'sub'));
      await rm(work(s, 'other'), { recursive: true });
      await symlink(work(s, 'elsewhere'), work(s, 'other'));
      return { decision: 'decline' };
    });
    await s.turn();
    expect(existsSync(work(s, 'sub/a.txt'))).toBe(false);
    expect(existsSync(work(s, 'elsewhere/a.txt'))).toBe(false);
    expect(asked(s, 'item/fileChange/requestApproval')).toHaveLength(2);
  });

  test.each([
    ['the home of the server', (s: Session) => join(s.home, 'sessions')],
    ['what is no disk', () => '/proc/self'],
    ['a name that cannot be shown', (s: Session) => join(s.server.work, 'a\u202eb')],
  ])('%s cannot be asked for', async (_, path) => {
    await using s = await session([]);
    s.peer.add(asking({ file_system: { write: [path(s)] } }), DONE);
    await s.turn();
    expect(outputs(s)[0]).toMatch(/^permissions for `.*` cannot be requested: /);
    expect(asked(s)).toEqual([]);
  });

  test.each([
    ['no permission', {}, 'request_permissions requires at least one permission'],
    ['a network that is off', { network: { enabled: false } }, 'request_permissions requires at least one permission'],
    [
      'too many paths',
      { file_system: { write: Array.from({ length: 51 }, (_, i) => `f${i}`) } },
      'at most 50 paths can be requested at once',
    ],
    ['an unknown kind', { camera: true }, /^failed to parse function arguments/],
  ])('%s is no request', async (_, permissions, problem) => {
    await using s = await session([asking(permissions), DONE]);
    await s.turn();
    expect(outputs(s)[0]).toMatch(problem);
    expect(asked(s)).toEqual([]);
  });
});

test('the user is not asked under the policy never, and the tool is offered only where the configuration says so', async () => {
  await using never = await session([asking({ file_system: { write: ['.'] } }), DONE], { approvalPolicy: 'never' });
  await never.turn();
  expect(lastTold(never)).toEqual(told(null));
  expect(asked(never)).toEqual([]);
  await using without = await threadSession({
    replies: [asking({ file_system: { write: ['.'] } }), DONE],
    params: READ_ONLY,
  });
  await without.turn();
  expect(outputs(without)).toEqual(['unsupported call: request_permissions']);
});

test('an interrupt ends the question', async () => {
  await using s = await session([asking({ file_system: { write: ['.'] } })]);
  s.server.onServerRequest(ASK, () => new Promise(() => {}));
  const { turn } = await s.start();
  await s.server.until('the question', () => asked(s)[0]);
  await s.server.request('turn/interrupt', { threadId: s.threadId, turnId: turn.id });
  expect(received(s.server).some(({ method }) => method === 'serverRequest/resolved')).toBe(true);
});

describe('permissions of one command', () => {
  const wish = { sandbox_permissions: 'with_additional_permissions', justification: 'May it?' };
  const COMMAND = 'item/commandExecution/requestApproval';

  test('the approval shows them and proposes no rule; a refusal runs nothing', async () => {
    await using s = await session([
      { calls: [exec('touch a', { ...wish, additional_permissions: { file_system: { write: ['.'] } } })] },
      DONE,
    ]);
    s.server.onServerRequest(COMMAND, () => ({ decision: 'decline' }));
    await s.turn();
    const { work } = s.server;
    expect(asked(s, COMMAND)).toMatchObject([
      {
        reason: 'May it?',
        additionalPermissions: { network: null, fileSystem: { read: null, write: [work] } },
        proposedExecpolicyAmendment: null,
      },
    ]);
    expect(existsSync(join(work, 'a'))).toBe(false);
  });

  test.each([
    ['none', { sandbox_permissions: 'with_additional_permissions' }, /^missing `additional_permissions`/],
    ['nothing', { additional_permissions: { file_system: {} } }, /must include at least one requested permission/],
    [
      'an escalation as well',
      { sandbox_permissions: 'require_escalated', additional_permissions: { network: { enabled: true } } },
      /^`additional_permissions` requires/,
    ],
  ])('%s: the model is told', async (_, more, problem) => {
    await using s = await session([{ calls: [exec('true', more)] }, DONE]);
    await s.turn();
    expect(outputs(s)[0]).toMatch(problem);
    expect(asked(s, COMMAND)).toEqual([]);
  });

  test.each([
    ['never', { approvalPolicy: 'never' }, FEATURES, /^approval policy is Never/],
    ['without the feature', {}, '', /^additional permissions are disabled/],
  ])('they are refused: %s', async (_, params, config, problem) => {
    await using s = await threadSession({
      config,
      replies: [{ calls: [exec('true', { ...wish, additional_permissions: { network: { enabled: true } } })] }, DONE],
      params: { ...READ_ONLY, ...params },
    });
    await s.turn();
    expect(outputs(s)[0]).toMatch(problem);
  });
});
