import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';

const patch = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
const add = (path: string) => patch(`*** Add File: ${path}`, '+new');
const shell = (command: string[], args: object = {}): PeerReply => ({
  calls: [{ name: 'shell', args: { command, ...args }, callId: 'call_1' }],
});
const send = (text: string) => shell(['apply_patch', text]);
const DONE: PeerReply = { text: 'done' };

interface Change {
  readonly add?: { readonly content: string };
  readonly delete?: { readonly content: string };
  readonly update?: { readonly unified_diff: string; readonly move_path: string | null };
}
type Changes = Record<string, Change>;

async function session(replies: readonly PeerReply[] = [], params: object = {}) {
  const scratch = await scratchFolder('shown');
  const at = (name: string) => join(scratch.path, name);
  for (const name of ['home', 'work', 'a/x/deep', 'b/y']) mkdirSync(at(name), { recursive: true });
  const peer = await startModelPeer(replies);
  const config = peer.config('[sandbox_workspace_write]\nexclude_slash_tmp = true\nexclude_tmpdir_env_var = true');
  const env = { HOME: at('user') };
  mkdirSync(env.HOME);
  const server = await startServer({ home: at('home'), cwd: at('work'), config, env });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', {
    approvalPolicy: 'on-request',
    sandbox: 'workspace-write',
    ...params,
  });
  await server.request('addConversationListener', { conversationId });
  return {
    server,
    peer,
    at,
    inWork: (name: string) => join(at('work'), name),
    conversationId,
    say: () => server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] }),
    async turn() {
      await this.say();
      await server.next('task_complete');
    },
    approvals: (method: string) => server.received(method).map(({ params }) => params as Record<string, unknown>),
    events: (type: string) =>
      server.received(type).map(({ params }) => (params as { msg: Record<string, unknown> }).msg),
    outputs: () =>
      (peer.requests.at(-1)?.body.input ?? [])
        .filter((item) => item.type.endsWith('_output'))
        .map((item) => String(item.output)),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

/** Every file and link below a folder, with what it holds or where it leads. */
function tree(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true }) as string[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const path = join(folder, name);
      const found = lstatSync(path);
      // The search follows links to folders.
      if (found.isDirectory() || realpathSync(dirname(path)) !== dirname(path)) return [];
      return [[path, found.isSymbolicLink() ? `-> ${readlinkSync(path)}` : readFileSync(path, 'utf8')]];
    }),
  );
}

/** The paths that an approval names: those that it writes or removes. */
const named = (changes: Changes): string[] =>
  [...new Set(Object.entries(changes).flatMap(([path, { update }]) => [path, update?.move_path ?? path]))].sort();

const differing = (before: Record<string, string>, after: Record<string, string>): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => before[path] !== after[path]).sort();

const UPDATE = ['@@', '-one', '+ONE'];

/** What the approval shows, and what the workspace holds afterwards. `refused`: the model gets an error, and no approval is requested. */
interface Planned {
  readonly what: string;
  readonly put: (work: string) => void;
  readonly lines: readonly string[];
  readonly refused?: RegExp;
}

const file = (work: string, name = 'file', text = 'one\n') => writeFileSync(join(work, name), text);
const link = (work: string, name = 'link', to = 'file') => symlinkSync(to, join(work, name));

it.each<Planned>([
  {
    what: 'an update through a link, which is then removed',
    put: (work) => void [file(work), link(work)],
    lines: ['*** Update File: link', ...UPDATE, '*** Delete File: link'],
  },
  {
    what: 'a link that is removed, then made as a file',
    put: (work) => void [file(work), link(work)],
    lines: ['*** Delete File: link', '*** Add File: link', '+new'],
  },
  {
    what: 'a file by its name and by a link',
    put: (work) => void [file(work), link(work)],
    lines: ['*** Update File: file', ...UPDATE, '*** Update File: link', '@@', '-ONE', '+two'],
  },
  {
    what: 'two hard links of one file',
    put: (work) => void [file(work), linkSync(join(work, 'file'), join(work, 'other'))],
    lines: ['*** Update File: file', ...UPDATE, '*** Delete File: other'],
  },
  {
    what: 'one of two hard links',
    put: (work) => void [file(work), linkSync(join(work, 'file'), join(work, 'other'))],
    lines: ['*** Update File: file', ...UPDATE],
  },
  {
    what: 'a move onto a link',
    put: (work) => void [file(work), file(work, 'target', 'old\n'), link(work, 'link', 'target')],
    lines: ['*** Update File: file', '*** Move to: link', ...UPDATE],
  },
  {
    what: 'a move of a link',
    put: (work) => void [file(work), link(work)],
    lines: ['*** Update File: link', '*** Move to: moved', ...UPDATE],
  },
  {
    what: 'two names that differ in case',
    put: (work) => void [file(work), file(work, 'FILE')],
    lines: ['*** Update File: file', ...UPDATE, '*** Delete File: FILE'],
  },
  {
    what: 'a move to a name that differs in case',
    put: (work) => file(work),
    lines: ['*** Update File: file', '*** Move to: File', ...UPDATE],
  },
  {
    what: 'a link out of the workspace',
    put: (work) => void [file(join(work, '../a/x'), 'far'), link(work, 'link', '../a/x/far')],
    lines: ['*** Update File: link', ...UPDATE, '*** Delete File: link'],
  },
  {
    what: 'a file below a link to a folder',
    put: (work) => void [file(join(work, '../b/y'), 'far'), link(work, 'link', '../b/y')],
    lines: ['*** Update File: link/far', ...UPDATE, '*** Add File: link/near', '+new'],
  },
  {
    what: 'a file that becomes a folder',
    put: (work) => file(work),
    lines: ['*** Delete File: file', '*** Add File: file/below', '+new'],
    refused: /Failed to create parent directories for file\/below: Not a directory/,
  },
  {
    what: 'two names that look alike when they are shown',
    put: (work) => void [file(work, 'a\u202eb'), file(work, 'a\\u{202e}b')],
    lines: ['*** Update File: a\u202eb', ...UPDATE, '*** Delete File: a\\u{202e}b'],
    refused: /cannot be shown apart/,
  },
])('what an approval shows is what happens: $what', async ({ put, lines, refused }) => {
  await using s = await session([send(patch(...lines)), DONE], { approvalPolicy: 'untrusted' });
  put(s.at('work'));
  const root = s.at('.');
  const contents = () => ({ ...tree(s.at('work')), ...tree(s.at('a')), ...tree(s.at('b')) });
  const before = contents();
  s.server.onServerRequest('applyPatchApproval', () => ({ decision: 'approved' }));
  await s.turn();
  const after = contents();
  if (refused !== undefined) {
    expect(s.outputs()[0]).toMatch(refused);
    expect(s.approvals('applyPatchApproval')).toEqual([]);
    expect(after).toEqual(before);
    return;
  }
  expect(s.outputs()[0], root).toContain('Success');
  const changes = s.approvals('applyPatchApproval')[0]?.fileChanges as Changes;
  expect(named(changes)).toEqual(differing(before, after));
  for (const [path, change] of Object.entries(changes)) {
    if (change.add) expect(after[path]).toBe(change.add.content);
    if (change.delete) expect(after[path]).toBeUndefined();
    if (change.update) {
      const added = change.update.unified_diff.split('\n').filter((line) => line.startsWith('+'));
      const text = after[change.update.move_path ?? path];
      expect(added.map((line) => `${line.slice(1)}\n`).join('')).toBe(text);
    }
  }
  expect(s.events('patch_apply_begin')[0]?.changes).toEqual(changes);
});

it('a folder that becomes a file while the user decides: nothing is written', async () => {
  const text = patch('*** Update File: sub/file', ...UPDATE, '*** Add File: new', '+new');
  await using s = await session([send(text), DONE], { approvalPolicy: 'untrusted' });
  mkdirSync(s.inWork('sub'));
  file(s.inWork('sub'));
  s.server.onServerRequest('applyPatchApproval', () => {
    rmSync(s.inWork('sub'), { recursive: true });
    file(s.at('work'), 'sub', 'in the way\n');
    return { decision: 'approved' };
  });
  await s.turn();
  expect(s.events('patch_apply_end')[0]).toMatchObject({ success: false });
  expect(tree(s.at('work'))).toEqual({ [s.inWork('sub')]: 'in the way\n' });
});

// Each approved for the session first: a/x/one, b/y/two and ~/file.
it.each<[what: string, path: (at: (name: string) => string) => string, decided: 'granted' | 'needs an approval']>([
  ['the file itself', (at) => at('a/x/one'), 'granted'],
  ['a file beside it', (at) => at('a/x/other'), 'granted'],
  ['a file below its folder', (at) => at('b/y/below/other'), 'granted'],
  ['the folder above one', (at) => at('a/other'), 'needs an approval'],
  ['what both have above them', (at) => at('other'), 'needs an approval'],
  ['a folder with a name that begins alike', (at) => at('a/xx/other'), 'needs an approval'],
  ['a link below it that leads away', (at) => at('a/x/away/other'), 'needs an approval'],
  ['a hook of git below it', (at) => at('a/x/.git/hooks/pre-commit'), 'needs an approval'],
  ['a hook of git in the workspace', (at) => at('work/.git/hooks/pre-commit'), 'needs an approval'],
  ['settings of an agent below it', (at) => at('b/y/.codex/config.toml'), 'needs an approval'],
  ['a hidden file below it', (at) => at('b/y/.bashrc'), 'needs an approval'],
  ['a file of the home of Codex', (at) => at('home/config.toml'), 'needs an approval'],
  ['another file of the home of the user', (at) => at('user/other'), 'needs an approval'],
  ['a folder of the home of the user', (at) => at('user/.ssh/authorized_keys'), 'needs an approval'],
])('patches approved for the session: %s', async (_, path, decided) => {
  await using s = await session();
  mkdirSync(s.at('work/.git/hooks'), { recursive: true });
  mkdirSync(s.at('c'));
  symlinkSync(s.at('c'), s.at('a/x/away'));
  const wanted = path(s.at);
  s.peer.add(...['a/x/one', 'b/y/two', 'user/file'].map((name) => send(add(s.at(name)))), send(add(wanted)), DONE);
  s.server.onServerRequest('applyPatchApproval', () => {
    const isLast = s.server.received('applyPatchApproval').length > 3;
    return { decision: isLast ? 'denied' : 'approved_for_session' };
  });
  const before = existsSync(wanted) ? readFileSync(wanted, 'utf8') : undefined;
  await s.turn();
  expect(s.approvals('applyPatchApproval')).toHaveLength(decided === 'granted' ? 3 : 4);
  expect(s.outputs()[3]).toMatch(decided === 'granted' ? /Success/ : /^patch rejected by user$/);
  const after = existsSync(wanted) ? readFileSync(wanted, 'utf8') : undefined;
  expect(after).toBe(decided === 'granted' ? 'new\n' : before);
});

// One patch that writes both folders: no folder above both is named, or granted.
it('a patch of two folders grants both and nothing above them', async () => {
  await using s = await session();
  const both = patch(`*** Add File: ${s.at('a/x/one')}`, '+new', `*** Add File: ${s.at('b/y/two')}`, '+new');
  s.peer.add(send(both), send(add(s.at('a/x/deep/three'))), send(add(s.at('a/four'))), DONE);
  s.server.onServerRequest('applyPatchApproval', (params) => ({
    decision: JSON.stringify(params).includes('four') ? 'denied' : 'approved_for_session',
  }));
  await s.turn();
  const approvals = s.approvals('applyPatchApproval');
  expect(approvals).toHaveLength(2);
  expect(approvals[0]?.grantRoot ?? null).toBeNull();
  expect(approvals[0]?.reason).toBe(`it writes outside of the workspace, below ${s.at('a/x')} and ${s.at('b/y')}`);
  expect(existsSync(s.at('a/four'))).toBe(false);
});

it.each<[what: string, first: object, second: object, approvals: number]>([
  ['the same folder', {}, {}, 1],
  ['a folder below', {}, { workdir: 'sub' }, 2],
  ['a folder above', { workdir: 'sub' }, { workdir: '..' }, 2],
  ['a folder elsewhere', { workdir: 'sub' }, { workdir: '/' }, 2],
  ['the same folder with another word', {}, { command: ['touch', 'made', 'more'] }, 2],
])('a command approved for the session, then in %s', async (_, first, second, approvals) => {
  const command = ['touch', 'made'];
  await using s = await session([shell(command, first), shell(command, second), DONE], {
    approvalPolicy: 'untrusted',
    sandbox: 'danger-full-access',
  });
  mkdirSync(s.inWork('sub'));
  s.server.onServerRequest('execCommandApproval', () => {
    const isFirst = s.server.received('execCommandApproval').length === 1;
    return { decision: isFirst ? 'approved_for_session' : 'denied' };
  });
  await s.turn();
  expect(s.approvals('execCommandApproval')).toHaveLength(approvals);
  if (approvals === 2) expect(s.outputs()[1]).toBe('exec command rejected by user');
  expect(existsSync(s.at('made'))).toBe(false);
});

const MISLEADING: [what: string, text: string, shown: string][] = [
  ['a turn of the direction', 'a\u202eb', 'a\\u{202e}b'],
  ['an escape sequence', 'a\u001b[2Kb', 'a\\u{1b}[2Kb'],
  ['a carriage return', 'a\rb', 'a\\u{d}b'],
  ['an isolate', 'a\u2066b', 'a\\u{2066}b'],
  ['an invisible space', 'a\u200bb', 'a\\u{200b}b'],
  ['a backspace', 'a\bb', 'a\\u{8}b'],
];

it.each(MISLEADING)('a command with %s is shown escaped and runs as it is', async (_, text, shown) => {
  await using s = await session([shell(['printf', '%s', text]), DONE], {
    approvalPolicy: 'untrusted',
    sandbox: 'danger-full-access',
  });
  s.server.onServerRequest('execCommandApproval', () => ({ decision: 'approved' }));
  await s.turn();
  const words = ['printf', '%s', shown];
  expect(s.approvals('execCommandApproval')[0]).toMatchObject({ command: words });
  expect(s.events('exec_approval_request')[0]).toMatchObject({ command: words });
  const [begin] = s.events('exec_command_begin');
  expect(begin).toMatchObject({ command: words });
  expect(JSON.stringify(begin?.parsed_cmd)).not.toContain(JSON.stringify(text).slice(1, -1));
  expect(s.events('exec_command_end')[0]).toMatchObject({ stdout: text });
});

it.each(MISLEADING)('a file name with %s is shown escaped and written as it is', async (_, text, shown) => {
  await using s = await session([send(add(text)), send(add(`${text}.2`)), DONE], { approvalPolicy: 'untrusted' });
  s.server.onServerRequest('applyPatchApproval', () => ({ decision: 'approved' }));
  await s.turn();
  const key = { [s.inWork(shown)]: { add: { content: 'new\n' } } };
  expect(s.approvals('applyPatchApproval')[0]).toMatchObject({ fileChanges: key });
  expect(s.events('apply_patch_approval_request')[0]?.changes).toEqual(key);
  expect(s.events('patch_apply_begin')[0]?.changes).toEqual(key);
  expect(s.events('patch_apply_end')[0]?.stdout).toContain(`A ${shown}\n`);
  expect(s.events('turn_diff')[0]?.unified_diff).not.toContain(text);
  expect(readdirSync(s.at('work')).sort()).toEqual([text, `${text}.2`].sort());
});

it.each(MISLEADING)(
  'the folder of a command and the reason of the model with %s are shown escaped',
  async (_, text, shown) => {
    const args = { workdir: text, with_escalated_permissions: true, justification: text };
    await using s = await session([shell(['mkdir', 'made'], args), DONE], { sandbox: 'read-only' });
    mkdirSync(s.inWork(text));
    s.server.onServerRequest('execCommandApproval', () => ({ decision: 'approved' }));
    await s.turn();
    const where = { cwd: s.inWork(shown), reason: shown };
    expect(s.approvals('execCommandApproval')[0]).toMatchObject(where);
    expect(s.events('exec_approval_request')[0]).toMatchObject(where);
    expect(s.events('exec_command_begin')[0]).toMatchObject({ cwd: where.cwd });
    expect(readdirSync(s.inWork(text))).toEqual(['made']);
  },
);

const FILES = 3_000;
const MANY = patch(
  ...Array.from({ length: FILES }, (_, i) => [`*** Add File: many/${i % 50}/file-${i}`, `+${i}`]).flat(),
);

/** -1 while folders vanish under the search. */
function countFiles(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  } catch {
    return -1;
  }
}

async function countIs(folder: string, enough: (count: number) => boolean): Promise<number> {
  for (const end = Date.now() + 20_000; ; await new Promise((done) => setTimeout(done, 2))) {
    const count = countFiles(folder);
    if (enough(count) || Date.now() > end) return count;
  }
}

it.each([1, 500, 2_000])(
  'a patch of 3,000 files that is interrupted after %i files: all or nothing, and nothing appears afterwards',
  async (after) => {
    await using s = await session([send(MANY), DONE]);
    await s.say();
    await s.server.next('patch_apply_begin');
    expect(await countIs(s.inWork('many'), (count) => count >= after)).toBeGreaterThanOrEqual(after);
    await s.server.request('interruptConversation', { conversationId: s.conversationId });
    // What was written is taken back by now; or, when the interrupt came too late, all of it stays.
    const left = countFiles(s.at('work'));
    expect([0, FILES]).toContain(left);
    const [end] = s.events('patch_apply_end');
    expect(end?.success).toBe(left === FILES);
    const ends = s.server.received(({ method }) => /patch_apply_end|turn_aborted/.test(method ?? ''));
    expect(ends.map(({ method }) => method)).toEqual(['codex/event/patch_apply_end', 'codex/event/turn_aborted']);
    await s.server.request('sendUserMessage', {
      conversationId: s.conversationId,
      items: [{ type: 'text', data: { text: 'what happened?' } }],
    });
    await s.server.next('task_complete');
    expect(s.outputs()).toEqual([expect.stringContaining(left === FILES ? 'Success' : 'nothing has been changed')]);
    expect(countFiles(s.at('work'))).toBe(left);
  },
);

const temporaries = (folder: string): string[] =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.includes('.turnwire-'));

it('what a killed server leaves of a patch is removed at the next start', async () => {
  await using s = await session([send(MANY)]);
  await s.say();
  await s.server.next('patch_apply_begin');
  expect(await countIs(s.inWork('many'), (count) => count > 100)).toBeGreaterThan(100);
  s.server.kill('SIGKILL');
  await s.server.exit;
  expect(temporaries(s.at('work')).length).toBeGreaterThan(0);
  const entries = () => readdirSync(join(s.at('home'), 'turnwire/patches'));
  expect(entries()).toHaveLength(1);
  await using next = await startServer({ home: s.at('home'), cwd: s.at('work') });
  await next.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  for (const end = Date.now() + 20_000; entries().length > 0 && Date.now() < end; ) {
    await new Promise((done) => setTimeout(done, 20));
  }
  expect(entries()).toEqual([]);
  expect(temporaries(s.at('work'))).toEqual([]);
});
