import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodeFrom } from './newer-node.js';
import { SERVER_NODE } from './stand-in.js';

/** The suites with real clients, and the Node that the neediest client of each asks for. The server stays on the Node that started this. */
const SUITES: Readonly<Record<string, readonly [number, number]>> = {
  clients: [22, 22],
  'vscode-agent-host': [24, 0],
};

const [suite = '', ...more] = process.argv.slice(2);
const needed = SUITES[suite];
if (needed === undefined) throw new Error(`no such suite: ${suite}; there are ${Object.keys(SUITES).join(', ')}`);
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const options = ['run', '--config', `test/vitest.${suite}.config.ts`, '--root', '.'];
const { status } = spawnSync(nodeFrom(...needed), [vitest, ...options, ...more], {
  stdio: 'inherit',
  env: { ...process.env, [SERVER_NODE]: process.execPath },
});
process.exitCode = status ?? 1;
