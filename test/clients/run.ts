import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { install } from './packages.js';
import { SERVER_NODE } from './stand-in.js';

/** What the neediest client asks for. The server stays on the Node that started this. */
const NEEDED = [22, 22] as const;
const FETCHED = '24.21.0';

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const options = ['run', '--config', 'test/vitest.clients.config.ts', '--root', '.'];
const { status } = spawnSync(nodeForClients(), [vitest, ...options, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, [SERVER_NODE]: process.execPath },
});
process.exitCode = status ?? 1;

/** This Node when it is new enough, else one from npm. */
function nodeForClients(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const path = `${install('node', { [name]: FETCHED })}/${name}/bin/node`;
  if (!existsSync(path)) throw new Error(`${name} has no program; start this with Node ${NEEDED.join('.')} or later`);
  return path;
}
