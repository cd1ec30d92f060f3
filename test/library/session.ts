import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ServerOptions, spawnServer } from '../../clients/library/index.js';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
/**
 * The same tests run against another server of protocol v2, such as `codex` 0.171: its path is in `TURNWIRE_LIBRARY_SERVER`.
 */
const OTHER = process.env.TURNWIRE_LIBRARY_SERVER;
export const isOurs = OTHER === undefined;

export const clientInfo = { name: 'library-test', version: '1' };

/** A client of the built server, and the peer that plays the model. */
export async function session(replies: readonly PeerReply[], { config = {}, ...options }: Partial<ServerOptions> = {}) {
  const scratch = await scratchFolder('library');
  const peer = await startModelPeer(replies);
  // 0.171 takes `untrusted` of a thread, and no longer of the configuration.
  await scratch.write('config.toml', peer.config().replace('"untrusted"', '"on-request"'));
  const client = await spawnServer({
    ...(OTHER === undefined ? { command: process.execPath, args: [CLI, 'app-server'] } : { command: OTHER }),
    env: { PATH: process.env.PATH, HOME: scratch.path, CODEX_HOME: scratch.path },
    cwd: scratch.path,
    config: { sandbox_mode: 'danger-full-access', ...config },
    clientInfo,
    ...options,
  });
  return {
    client,
    peer,
    scratch,
    async [Symbol.asyncDispose]() {
      await client.close();
      await peer[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

/** The server that was started last: the only child of this process that runs it. */
export function serverPid(): number {
  const rows = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return Number(
    rows
      .split('\n')
      .find((row) => row.includes('app-server'))
      ?.trim()
      .split(' ')[0],
  );
}
