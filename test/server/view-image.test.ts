import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';

const SECRET = 'sk-very-secret-4711';
const svg = (text: string) => `<?xml version="1.0"?><!-- ${text} --><svg xmlns="http://www.w3.org/2000/svg"></svg>`;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const HIDDEN = svg(SECRET);
const OPEN = svg('anyone may see this');
const view = (path: string, callId: string): PeerReply => ({ calls: [{ name: 'view_image', args: { path }, callId }] });

/** A home whose `.env` is a picture as well, so that its content would be sent if it could be read. */
async function session(replies: readonly PeerReply[]) {
  const scratch = await scratchFolder('view-image');
  const home = join(scratch.path, 'home');
  const peer = await startModelPeer(replies);
  await scratch.write('home/.env', HIDDEN);
  await scratch.write('work/picture.svg', OPEN);
  const server = await startServer({ home, cwd: join(scratch.path, 'work'), config: peer.config() });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const params = { approvalPolicy: 'never', sandbox: 'workspace-write' };
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', params);
  await server.request('addConversationListener', { conversationId });
  return {
    home,
    server,
    peer,
    at: (name: string) => join(server.work, name),
    async turn() {
      await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
      await server.next('task_complete');
      return peer.requests.at(-1)?.body.input ?? [];
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

interface Case {
  readonly what: string;
  readonly put: (path: string, home: string) => void;
  readonly problem: string;
}

const NO_FILE = 'image path `$path` is not a file';
const SECRETS = 'unable to process image at `$path`: it may not be read';

it.each<Case>([
  { what: 'a pipe', put: (path) => execFileSync('mkfifo', [path]), problem: NO_FILE },
  { what: 'a link to a device', put: (path) => symlinkSync('/dev/zero', path), problem: NO_FILE },
  { what: 'a folder', put: (path) => mkdirSync(path), problem: NO_FILE },
  { what: 'a link to a secret', put: (path, home) => symlinkSync(join(home, '.env'), path), problem: SECRETS },
  { what: 'a secret by another name', put: (path, home) => linkSync(join(home, '.env'), path), problem: SECRETS },
  { what: 'a link to auth.json', put: (path, home) => symlinkSync(join(home, 'auth.json'), path), problem: SECRETS },
  { what: 'what the kernel says', put: (path) => symlinkSync('/proc/self/environ', path), problem: SECRETS },
  {
    what: 'a link that leads nowhere',
    put: (path) => symlinkSync('missing', path),
    problem: 'unable to locate image at `$path`: No such file or directory (os error 2)',
  },
  {
    what: 'a text',
    put: (path) => writeFileSync(path, 'a text'),
    problem: 'unable to process image at `$path`: it is not an image',
  },
  {
    what: 'a file that is too large',
    put: (path) => {
      writeFileSync(path, '');
      truncateSync(path, 1024 ** 4);
    },
    problem: 'unable to process image at `$path`: it has 1048576 MiB, and 32 MiB is the most',
  },
])('$what is not shown to the model, which gets the reason', async ({ put, problem }) => {
  await using s = await session([view('p.svg', 'call_1'), { text: 'done' }]);
  writeFileSync(join(s.home, 'auth.json'), JSON.stringify({ OPENAI_API_KEY: SECRET }));
  put(s.at('p.svg'), s.home);
  const input = await s.turn();
  expect(input.at(-1)?.output).toBe(problem.replace('$path', s.at('p.svg')));
  expect(JSON.stringify(input)).not.toContain('input_image');
  expect(s.server.received('view_image_tool_call')).toEqual([]);
});

/** Lets a name lead to the picture and to the secret by turns, each time in one step. */
const SWAP = `
const { renameSync, symlinkSync } = require('node:fs');
const [, name, ...targets] = process.argv;
process.stdout.write('begun');
for (let i = 0; ; i++) {
  symlinkSync(targets[i % 2], name + '.new');
  renameSync(name + '.new', name);
}`;

it('a link that is swapped all the time never shows a secret', async () => {
  const calls = Array.from({ length: 100 }, (_, i) => ({
    name: 'view_image',
    args: { path: 'p.svg' },
    callId: `call_${i}`,
  }));
  await using s = await session([{ calls }, { text: 'done' }]);
  symlinkSync(s.at('picture.svg'), s.at('p.svg'));
  const targets = [s.at('picture.svg'), join(s.home, '.env')];
  const swapper: ChildProcess = spawn(process.execPath, ['-e', SWAP, s.at('p.svg'), ...targets]);
  try {
    if (swapper.stdout) await once(swapper.stdout, 'data');
    const input = await s.turn();
    const outputs = input.flatMap(({ output }) => (typeof output === 'string' ? [output] : []));
    expect(outputs).toHaveLength(calls.length);
    const shown = JSON.stringify(input);
    expect(shown).not.toContain(base64(HIDDEN));
    expect(shown.split(base64(OPEN)).length - 1).toBe(
      outputs.filter((output) => output === 'attached local image path').length,
    );
    // Both must happen, or nothing was tried.
    expect(new Set(outputs).size).toBeGreaterThan(1);
  } finally {
    swapper.kill('SIGKILL');
  }
});
