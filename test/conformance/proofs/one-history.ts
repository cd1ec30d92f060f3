import { deepStrictEqual, strictEqual } from 'node:assert';
import { startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { OURS, type Server, startServer } from '../../support/server.js';
import { type Proof, SCRATCH } from '../proof.js';
import { todaysReference } from '../todays.js';

interface Item {
  readonly id: string;
  readonly type: string;
}
interface Turn {
  readonly id: string;
  readonly status: string;
  readonly items: readonly Item[];
}
interface Thread {
  readonly id: string;
  readonly turns: readonly Turn[];
}

const PATCH = '*** Begin Patch\n*** Add File: made.txt\n+hi\n*** End Patch';

export default {
  name: 'a release of today shows each item as we have shown it, and the other way round',
  async run() {
    await using home = await scratchFolder('home', SCRATCH);
    await using work = await scratchFolder('work', SCRATCH);
    const run = (cmd: string) => ({ calls: [{ name: 'exec_command', args: { cmd } }] });
    await using peer = await startModelPeer([
      { reasoning: 'thinking', ...run('echo hi') },
      run('exit 3'),
      run(`apply_patch <<'EOF'\n${PATCH}\nEOF`),
      { text: 'uno' },
      run('echo there'),
      { text: 'dos' },
      { text: 'tres' },
    ]);
    // Releases of today no longer take `untrusted`.
    const config = peer
      .config()
      .replace('"untrusted"', '"never"')
      .replace(/sandbox_mode = .*\n/g, '');
    await home.write('config.toml', `sandbox_mode = "danger-full-access"\n${config}`);
    const begin = async (command: readonly string[]) => {
      const server = await startServer({ command, home: home.path, cwd: work.path, validate: false });
      const capabilities = { experimentalApi: true };
      await server.request('initialize', { clientInfo: { name: 'conformance', version: '1' }, capabilities });
      server.notify('initialized');
      return server;
    };

    const ours = await begin(OURS);
    const { thread } = await ours.request<{ thread: Thread }>('thread/start', { cwd: work.path });
    const first = await turn(ours, thread.id, 'one');
    deepStrictEqual(
      first.items.map(({ type }) => type),
      ['userMessage', 'reasoning', 'commandExecution', 'commandExecution', 'fileChange', 'agentMessage'],
    );
    await ours[Symbol.asyncDispose]();

    const todays = await begin(todaysReference());
    const resumed = await todays.request<{ thread: Thread }>('thread/resume', { threadId: thread.id });
    deepStrictEqual(resumed.thread.turns.map(shown), [shown(first)]);
    const read = await todays.request<{ thread: Thread }>('thread/read', { threadId: thread.id, includeTurns: true });
    deepStrictEqual(read.thread.turns.map(shown), [shown(first)]);
    const second = await turn(todays, thread.id, 'two');
    await todays[Symbol.asyncDispose]();

    const again = await begin(OURS);
    const back = await again.request<{ thread: Thread }>('thread/read', { threadId: thread.id, includeTurns: true });
    deepStrictEqual(back.thread.turns.map(shown), [first, second].map(shown));
    await again.request('thread/resume', { threadId: thread.id });
    const third = await turn(again, thread.id, 'three');
    await again[Symbol.asyncDispose]();

    const last = await begin(todaysReference());
    const whole = await last.request<{ thread: Thread }>('thread/resume', { threadId: thread.id });
    deepStrictEqual(whole.thread.turns.map(shown), [first, second, third].map(shown));
    strictEqual(peer.requests.length, 7);
    await last[Symbol.asyncDispose]();
  },
} satisfies Proof;

/** A turn with the items that were sent while it ran. */
async function turn(server: Server, threadId: string, text: string): Promise<Turn> {
  const before = server.received('item/completed').length;
  await server.request('turn/start', { threadId, input: [{ type: 'text', text }] });
  const { turn } = (await server.next('turn/completed')).params as { turn: Turn };
  const items = server.received('item/completed').slice(before);
  return { ...turn, items: items.map(({ params }) => (params as { item: Item }).item) };
}

/** What must be the same: each program has its own words for unknown values of the other. */
const shown = ({ id, status, items }: Turn) => ({ id, status, items: items.map(essence) });

function essence(item: Item): object {
  const known = item as unknown as Record<string, unknown>;
  const members = [
    'id',
    'type',
    'text',
    'summary',
    'content',
    'command',
    'cwd',
    'status',
    'aggregatedOutput',
    'exitCode',
  ];
  const rest = ['changes', 'startedAtMs', 'completedAtMs'];
  return Object.fromEntries([...members, ...rest].map((name) => [name, known[name]]));
}
