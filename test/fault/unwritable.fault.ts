import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Message } from '../support/exchange.js';
import { textsIn } from '../support/history.js';
import { startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { type Server, startServer } from '../support/server.js';

interface Started {
  conversationId: string;
  rolloutPath: string;
}

interface Scene {
  readonly home: string;
  readonly server: Server;
  readonly rolloutPath: string;
}

interface Fault {
  readonly name: string;
  readonly needsRoot: boolean;
  /** Makes the rollout unwritable; gives the way to mend that. */
  break(scene: Scene): () => void;
}

const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: 'pipe' });
const limit = (server: Server, bytes: number | 'unlimited') =>
  run('prlimit', '--pid', String(server.child.pid), `--fsize=${bytes}:unlimited`);

const FAULTS: readonly Fault[] = [
  {
    name: 'a full disk',
    needsRoot: true,
    break({ home }) {
      const filler = join(home, 'filler');
      const { bavail, bsize } = statfsSync(home);
      writeFileSync(filler, Buffer.alloc(bavail * bsize));
      return () => rmSync(filler);
    },
  },
  {
    name: 'a limit on the size of files',
    needsRoot: false,
    break({ server, rolloutPath }) {
      limit(server, statSync(rolloutPath).size + 10);
      return () => {
        if (server.child.exitCode === null) limit(server, 'unlimited');
      };
    },
  },
  {
    name: 'a rollout that was made immutable',
    needsRoot: true,
    break({ rolloutPath }) {
      run('chattr', '+i', rolloutPath);
      return () => run('chattr', '-i', rolloutPath);
    },
  },
  {
    name: 'a rollout that was removed from a folder that is read-only now',
    needsRoot: true,
    break({ rolloutPath }) {
      const folder = dirname(rolloutPath);
      rmSync(rolloutPath);
      run('mount', '--bind', folder, folder);
      run('mount', '-o', 'remount,ro,bind', folder);
      return () => run('umount', folder);
    },
  },
];
const isRoot = process.platform === 'linux' && process.getuid?.() === 0 && works();

/** Containers may not mount. */
function works(): boolean {
  try {
    run('unshare', '--mount', 'true');
    return true;
  } catch {
    return false;
  }
}

/** A separate home; on a small file system for the full disk. */
async function homeFor({ name }: Fault) {
  const folder = await scratchFolder('home');
  if (name !== 'a full disk') return folder;
  run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder.path);
  return {
    path: folder.path,
    async [Symbol.asyncDispose]() {
      run('umount', folder.path);
      await folder[Symbol.asyncDispose]();
    },
  };
}

// More than the rest of a block, so that a full disk has no room for it.
const LONG = 'long '.repeat(2_000);
const HALF_WAY = 'response.output_text.delta';
const call = { name: 'shell', args: { command: ['echo', LONG] }, callId: 'c' };

const say = (conversationId: string, text: string) => ({ conversationId, items: [{ type: 'text', data: { text } }] });
type Msg = { type: string; message?: string; turnwire_error?: { code?: string } };
const msgOf = ({ params }: Message) => (params as { msg?: Msg } | undefined)?.msg;
const typesOf = (server: Server) => server.received().flatMap((m) => msgOf(m)?.type ?? []);
const ends = (server: Server) => typesOf(server).filter((type) => /^(task_complete|turn_aborted)$/.test(type)).length;
/** The second turn streams: nothing is stored until the model continues. */
const halfWay = (server: Server) =>
  server.until('a delta', () =>
    server.received('codex/event/agent_message_delta').some((m) => JSON.stringify(m).includes('"half"')),
  );
const endOf = (server: Server, n: number) => server.until(`the end of turn ${n}`, () => ends(server) >= n);

async function opened(fault: Fault) {
  const home = await homeFor(fault);
  const peer = await startModelPeer([
    { text: 'uno' },
    { text: LONG, deltas: ['half', ' way'], wire: { pauseAfter: HALF_WAY }, calls: [call] },
  ]);
  const config = peer.config().replace('"untrusted"', '"never"').replace('"read-only"', '"danger-full-access"');
  const server = await startServer({ home: home.path, config });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const { conversationId, rolloutPath } = await server.request<Started>('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', say(conversationId, 'one'));
  await endOf(server, 1);
  return {
    home: home.path,
    server,
    peer,
    config,
    conversationId,
    rolloutPath,
    leases: () => readdirSync(join(home.path, 'turnwire/leases')).filter((name) => name.endsWith('.json')),
    async [Symbol.asyncDispose]() {
      void peer.problems;
      await server[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

type Opened = Awaited<ReturnType<typeof opened>>;

/** What happens while a turn runs whose rollout cannot be written any more. */
const WAYS: readonly [string, (o: Opened) => Promise<unknown>][] = [
  ['the model answers', async ({ peer }) => peer.release()],
  [
    'an interrupt',
    async ({ server, conversationId, peer }) => {
      await server.request('interruptConversation', { conversationId });
      peer.release();
    },
  ],
  [
    'a message that waits, and an interrupt',
    async ({ server, conversationId, peer }) => {
      const error = await server.refused('sendUserMessage', say(conversationId, LONG));
      expect(error.data).toMatchObject({ code: 'io_error' });
      await server.request('interruptConversation', { conversationId });
      peer.release();
    },
  ],
  [
    'closing the conversation',
    async ({ server, conversationId, peer }) => {
      await server.request('turnwire/closeConversation', { conversationId });
      peer.release();
    },
  ],
];

const cases = FAULTS.flatMap((fault) => WAYS.map(([name, way]) => [fault.name, name, fault, way] as const));
const usable = cases.filter(
  ([fault, way, { needsRoot }]) =>
    (isRoot || !needsRoot) &&
    // Closed without a file and without a way to make one, nothing is left of a conversation.
    !(fault.includes('removed') && way.startsWith('closing')),
);

test.each(usable)(
  '%s: %s ends the turn, and the conversation goes on when there is room',
  async (_, name, fault, way) => {
    await using o = await opened(fault);
    const { server, peer, conversationId, rolloutPath } = o;
    await server.request('sendUserMessage', say(conversationId, 'two'));
    await peer.paused();
    await halfWay(server);
    const mend = fault.break(o);
    try {
      await way(o);
      await endOf(server, 2);
      expect(ends(server)).toBe(2);
      if (name === 'the model answers') expect(typesOf(server)).toContain('error');
      if (typesOf(server).includes('error')) {
        const reported = server.received('turnwire/diagnostics').map(({ params }) => params as { error?: object });
        expect(reported.at(-1)?.error).toMatchObject({ code: 'io_error' });
      } else expect((await textsOrNone(rolloutPath)).length).toBeGreaterThan(0);
    } finally {
      mend();
    }
    peer.add({ text: 'tres' }, { text: 'cuatro' });
    if (name === 'closing the conversation') {
      expect(o.leases()).toEqual([]);
      await server.request('resumeConversation', { path: rolloutPath });
      await server.request('addConversationListener', { conversationId });
    }
    await server.request('sendUserMessage', say(conversationId, 'three'));
    await endOf(server, 3);
    expect(typesOf(server).at(-1)).toBe('task_complete');
    // The model, the rollout and the next server agree.
    const model = usersAndCalls(peer.requests.at(-1)?.body.input ?? []);
    expect(model.users).toEqual(['one', 'two', 'three']);
    expect(model.outputs).toEqual(model.calls);
    server.closeInput();
    expect((await server.exit).code).toBe(0);
    await using again = await startServer({ home: o.home, config: o.config });
    await again.request('initialize', { clientInfo: { name: 'test', version: '1' } });
    await again.request('resumeConversation', { path: rolloutPath });
    await again.request('addConversationListener', { conversationId });
    await again.request('sendUserMessage', say(conversationId, 'four'));
    await again.until('the end', () => ends(again) >= 1);
    const later = usersAndCalls(peer.requests.at(-1)?.body.input ?? []);
    expect(later.users).toEqual(['one', 'two', 'three', 'four']);
    expect({ calls: later.calls, outputs: later.outputs }).toEqual({ calls: model.calls, outputs: model.outputs });
  },
);

test.each(FAULTS.filter(({ needsRoot }) => isRoot || !needsRoot))(
  '$name: the end of input and SIGTERM end the server in order, without a lease left',
  async (fault) => {
    for (const how of ['EOF', 'SIGTERM']) {
      await using o = await opened(fault);
      await o.server.request('sendUserMessage', say(o.conversationId, 'two'));
      await o.peer.paused();
      await halfWay(o.server);
      const mend = fault.break(o);
      try {
        if (how === 'EOF') o.server.closeInput();
        else o.server.kill('SIGTERM');
        const { code } = await o.server.exit;
        if (how === 'EOF') expect(code).toBe(0);
        expect(o.server.stderr).not.toMatch(/at .*\.js:\d+/);
        expect(o.leases()).toEqual([]);
        o.peer.release();
      } finally {
        mend();
      }
    }
  },
);

test.each(FAULTS.filter(({ needsRoot }) => isRoot || !needsRoot).slice(0, 1))(
  '$name: a conversation cannot be begun, and one can when there is room',
  async (fault) => {
    await using o = await opened(fault);
    const mend = fault.break(o);
    const { leases } = o;
    const before = leases();
    try {
      expect((await o.server.refused('newConversation', {})).data).toMatchObject({ code: 'io_error' });
      expect(leases()).toEqual(before);
    } finally {
      mend();
    }
    o.peer.release();
    await o.server.request('newConversation', {});
  },
);

const textsOrNone = (path: string) => textsIn(path).catch(() => ['not there']);

function usersAndCalls(input: readonly Record<string, unknown>[]) {
  const ids = (type: string) => input.filter((item) => item.type === type).map(({ call_id }) => call_id);
  const users = input.flatMap(({ role, content }) => {
    const text = role === 'user' ? (content as { text: string }[]).map((part) => part.text).join('') : '<';
    return text.startsWith('<') ? [] : [text];
  });
  return { users, calls: ids('function_call'), outputs: ids('function_call_output') };
}
