import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { type ModelPeer, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { type Server, startServer } from '../support/server.js';

const SECRET = 'sk-very-secret-4711';
const AUTH = JSON.stringify({ OPENAI_API_KEY: SECRET });
const PICTURE = `<?xml version="1.0"?><!-- ${SECRET} --><svg xmlns="http://www.w3.org/2000/svg"></svg>`;
const DONE = { events: [{ type: 'message', text: 'done' }] } as never;

interface Places {
  readonly home: string;
  readonly project: string;
  readonly outside: string;
}

interface Case {
  readonly what: string;
  /** Returns the path that the warning must name. */
  readonly put: (places: Places) => string;
  readonly config?: string;
  /** Below the project. */
  readonly cwd?: string;
  readonly why?: RegExp;
}

const link = (target: string, path: string): string => {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
  return path;
};
const hardLink = (target: string, path: string): string => {
  linkSync(target, path);
  return path;
};

const INSTRUCTIONS: readonly Case[] = [
  {
    what: 'a link to auth.json',
    put: ({ home, project }) => link(join(home, 'auth.json'), join(project, 'AGENTS.md')),
  },
  {
    what: 'a link to .env of the home',
    put: ({ home, project }) => link(join(home, '.env'), join(project, 'AGENTS.md')),
  },
  {
    what: 'a link to config.toml',
    put: ({ home, project }) => link(join(home, 'config.toml'), join(project, 'AGENTS.md')),
  },
  { what: 'a link to another file', put: ({ outside, project }) => link(outside, join(project, 'AGENTS.md')) },
  {
    what: 'a relative link',
    put: ({ outside, project }) => link(`../${outside.split('/').at(-1)}`, join(project, 'AGENTS.md')),
  },
  {
    what: 'a chain of links',
    put: ({ outside, project }) => {
      link(outside, join(project, 'one'));
      link('one', join(project, 'two'));
      return link('two', join(project, 'AGENTS.md'));
    },
  },
  {
    what: 'a link through a folder',
    put: ({ home, project }) => {
      link(home, join(project, 'folder'));
      return link('folder/auth.json', join(project, 'AGENTS.md'));
    },
  },
  {
    what: 'an override',
    put: ({ home, project }) => link(join(home, 'auth.json'), join(project, 'AGENTS.override.md')),
  },
  {
    what: 'another name',
    config: 'project_doc_fallback_filenames = ["OTHER.md"]',
    put: ({ outside, project }) => link(outside, join(project, 'OTHER.md')),
  },
  {
    what: 'a path as a name',
    config: 'project_doc_fallback_filenames = ["../outside.txt"]',
    put: ({ project }) => join(project, '../outside.txt'),
  },
  {
    what: 'a folder below the top',
    cwd: 'a/b',
    put: ({ home, project }) => link(join(home, 'auth.json'), join(project, 'a/AGENTS.md')),
  },
  { what: 'the environment', put: ({ project }) => link('/proc/self/environ', join(project, 'AGENTS.md')) },
  {
    what: 'a hard link to auth.json',
    put: ({ home, project }) => hardLink(join(home, 'auth.json'), join(project, 'AGENTS.md')),
    why: /secrets/,
  },
  {
    what: 'a hard link to .env',
    put: ({ home, project }) => hardLink(join(home, '.env'), join(project, 'AGENTS.md')),
    why: /secrets/,
  },
  {
    what: 'auth.json moved into the project',
    put: ({ home, project }) => {
      renameSync(join(home, 'auth.json'), join(project, 'kept.json'));
      link(join(project, 'kept.json'), join(home, 'auth.json'));
      return link('kept.json', join(project, 'AGENTS.md'));
    },
    why: /secrets/,
  },
  {
    what: 'AGENTS.md of the home as a link to auth.json',
    put: ({ home }) => link('auth.json', join(home, 'AGENTS.md')),
    why: /secrets/,
  },
  {
    what: 'AGENTS.md of the home as a link out of it',
    put: ({ home, outside }) => link(outside, join(home, 'AGENTS.md')),
    why: /leads out of the home/,
  },
  {
    what: 'AGENTS.override.md of the home',
    put: ({ home }) => hardLink(join(home, 'auth.json'), join(home, 'AGENTS.override.md')),
    why: /secrets/,
  },
];

it.each(INSTRUCTIONS)(
  'a file outside is not an instruction, and the user gets a warning: $what (C281)',
  async (each) => {
    await using bed = await prepare(each.config);
    const path = each.put(bed);
    const { server } = bed;
    const cwd = join(bed.project, each.cwd ?? '.');
    mkdirSync(cwd, { recursive: true });
    const conversationId = await begin(server, { cwd });
    const { params } = await server.next(
      (m) => m.method === 'turnwire/diagnostics' && String((m.params as { message: string }).message).includes(path),
    );
    expect(params).toMatchObject({ level: 'warning', conversationId });
    expect((params as { message: string }).message).toMatch(each.why ?? /left out.*(leads out of the project|secrets)/);
    await say(bed, conversationId, [{ type: 'text', data: { text: 'hello' } }]);
    bed.expectKept();
  },
);

it('links within the project are followed', async () => {
  await using bed = await prepare();
  writeFileSync(join(bed.project, 'CLAUDE.md'), 'rules of the project');
  link('CLAUDE.md', join(bed.project, 'AGENTS.md'));
  const conversationId = await begin(bed.server, { cwd: bed.project });
  await say(bed, conversationId, [{ type: 'text', data: { text: 'hello' } }]);
  expect(JSON.stringify(bed.peer.requests[0]?.body.input)).toContain('rules of the project');
});

it.each<Case>([
  { what: 'a link', put: ({ home, project }) => link(join(home, 'auth.json'), join(project, 'own.md')) },
  {
    what: 'a chain',
    put: ({ home, project }) => {
      link(join(home, '.env'), join(project, 'b'));
      return link('b', join(project, 'own.md'));
    },
  },
  { what: 'out of the project', put: ({ outside, project }) => link(outside, join(project, 'own.md')) },
  { what: 'a hard link', put: ({ home, project }) => hardLink(join(home, 'auth.json'), join(project, 'own.md')) },
  { what: 'the environment', put: ({ project }) => link('/proc/self/environ', join(project, 'own.md')) },
])('a file of instructions in the project leads nowhere else: $what (C281)', async ({ put }) => {
  await using bed = await prepare();
  put(bed);
  const config = { experimental_instructions_file: 'own.md' };
  const reply = await bed.server.call('newConversation', { cwd: bed.project, config });
  expect(reply.error?.message).toMatch(/own\.md: it leads (out of the project|to a file that holds secrets)/);
  const absolute = { experimental_instructions_file: join(bed.project, 'own.md') };
  expect((await bed.server.call('newConversation', { cwd: bed.project, config: absolute })).error).toBeDefined();
  bed.expectKept();
});

it('the user may name a file of instructions anywhere, but for secrets', async () => {
  await using bed = await prepare();
  const open = join(dirname(bed.outside), 'mine.md');
  writeFileSync(open, 'my own rules');
  const config = (file: string) => ({ cwd: bed.project, config: { experimental_instructions_file: file } });
  await begin(bed.server, config(open));
  for (const name of ['auth.json', '.env', 'config.toml'])
    expect((await bed.server.call('newConversation', config(join(bed.home, name)))).error?.message).toContain(
      'secrets',
    );
  bed.expectKept();
});

it.each<Case>([
  { what: 'the file itself', put: ({ home }) => join(home, '.env') },
  { what: 'a link', put: ({ home, project }) => link(join(home, '.env'), join(project, 'a.svg')) },
  { what: 'a hard link', put: ({ home, project }) => hardLink(join(home, '.env'), join(project, 'a.svg')) },
  { what: 'a link through a folder', put: ({ home, project }) => `${link(home, join(project, 'f'))}/.env` },
  {
    what: 'a link of a link',
    put: ({ home, project }) => link(link(join(home, '.env'), join(project, 'b')), join(project, 'c')),
  },
  { what: 'a copy that a writer has left', put: ({ home }) => join(home, 'auth.json.new') },
])('a picture cannot be a secret of the home, and the user gets a warning: $what', async ({ put }) => {
  await using bed = await prepare();
  writeFileSync(join(bed.home, '.env'), PICTURE);
  writeFileSync(join(bed.home, 'auth.json.new'), PICTURE);
  const path = put(bed);
  const conversationId = await begin(bed.server, { cwd: bed.project });
  await say(bed, conversationId, [{ type: 'localImage', data: { path } }]);
  const input = JSON.stringify(bed.peer.requests[0]?.body.input);
  expect(input).toContain(`The image ${path} could not be read: it may not be read.`);
  expect(input).not.toContain(Buffer.from(PICTURE).toString('base64'));
  expect(rollouts(bed.home)).not.toContain(Buffer.from(PICTURE).toString('base64').slice(0, 60));
  expect(JSON.stringify(bed.server.lines)).toContain('codex/event/background_event');
});

async function prepare(config = '') {
  const scratch = await scratchFolder('left-out');
  const peer = await startModelPeer();
  const home = join(scratch.path, 'home');
  const project = join(scratch.path, 'project');
  mkdirSync(join(project, '.git'), { recursive: true });
  await scratch.write('home/auth.json', AUTH);
  await scratch.write('home/.env', `TOKEN=${SECRET}`);
  await scratch.write('home/config.toml', `${peer.config(config)}\nhttp_headers = { x = "${SECRET}" }\n`);
  const outside = await scratch.write('outside.txt', SECRET);
  const server = await startServer({ home, cwd: project });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  return {
    home,
    project,
    outside,
    peer,
    server,
    /** Nothing of the secret was sent to the model or recorded. */
    expectKept() {
      expect(JSON.stringify(peer.requests.map(({ body }) => body))).not.toContain(SECRET);
      expect(rollouts(home)).not.toContain(SECRET);
      expect(JSON.stringify(server.lines)).not.toContain(SECRET);
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

function rollouts(home: string): string {
  if (!existsSync(join(home, 'sessions'))) return '';
  const names = readdirSync(join(home, 'sessions'), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(home, 'sessions', name), 'utf8'))
    .join('\n');
}

interface Talk {
  readonly server: Server;
  readonly peer: ModelPeer;
}

async function begin(server: Server, params: Record<string, unknown>): Promise<string> {
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', params);
  await server.request('addConversationListener', { conversationId });
  return conversationId;
}

async function say({ server, peer }: Talk, conversationId: string, items: readonly unknown[]): Promise<void> {
  peer.add(DONE);
  await server.request('sendUserMessage', { conversationId, items });
  await server.next((m) => m.method === 'codex/event/task_complete');
}
