import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../support/alive.js';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { until } from '../support/until.js';

/** The variable that names the Node which runs the server; the clients may need a newer one. */
export const SERVER_NODE = 'TURNWIRE_TEST_NODE';
const SERVER = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A reply that runs a command. */
export const running = (cmd: string): PeerReply => ({ calls: [{ name: 'exec_command', args: { cmd }, callId: 'c1' }] });

/** A reply that says a word and never ends. */
export const HELD: PeerReply = { deltas: ['slow'], cut: 3, hold: true };

/** What a client is pointed at: an executable named `codex`, a home whose model plays `replies`, and a folder to work in. */
export async function startStandIn(replies: readonly PeerReply[]) {
  const scratch = await scratchFolder('client');
  const peer = await startModelPeer(replies);
  const [home, work] = [join(scratch.path, 'home'), join(scratch.path, 'work')];
  await Promise.all([mkdir(home), mkdir(work)]);
  await scratch.write('home/config.toml', peer.config());
  const started = await scratch.write('started', '');
  const node = process.env[SERVER_NODE] ?? process.execPath;
  // The shell's number is the server's: `exec` keeps it.
  const script = `#!/bin/sh\necho "$$ $*" >> '${started}'\nexec '${node}' '${SERVER}' "$@"\n`;
  const codex = await scratch.write('bin/codex', script);
  await chmod(codex, 0o755);
  return {
    codex,
    bin: join(scratch.path, 'bin'),
    home,
    work,
    peer,
    /** Waits until every server that the client has started is gone. */
    async allGone(): Promise<number> {
      const lines = (await readFile(started, 'utf8')).split('\n').filter((line) => line.includes('app-server'));
      await until('the end of the servers', () => !lines.some((line) => isAlive(line.split(' ')[0] ?? '')));
      return lines.length;
    },
    async [Symbol.asyncDispose]() {
      await peer[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
    },
  };
}
