import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { examplesOf } from '../support/examples.js';
import { startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';

const PAGE = 'docs/extension-host.md';
/** What the page says must be shipped, without what it says may be left out. */
const SHIPPED = ['cli.js', 'program.js', 'program', 'package.json', 'apply-patch.js', 'bin', 'wasm'];

const HOST = `
const Module = require('node:module');
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) => (name === 'vscode' ? require.resolve('./vscode.js') : resolveFilename(name, ...rest));
const { join } = require('node:path');
const subscriptions = [];
const context = { subscriptions, asAbsolutePath: (path) => join(__dirname, path) };
require('./out/extension.js').activate(context).then(async (client) => {
  const thread = await client.startThread({ cwd: __dirname, sandbox: 'danger-full-access', onApproval: () => 'accept' });
  const { status, text } = await thread.run('go').result;
  console.log(JSON.stringify({ status, text }));
  for (const { dispose } of subscriptions) await dispose();
});
`;

test('the extension of the page starts the server that is shipped with it, and has a turn', async () => {
  await using scratch = await scratchFolder('extension');
  const args = { cmd: 'echo one | tr o O && apply_patch --help' };
  await using peer = await startModelPeer([
    { calls: [{ name: 'exec_command', args, callId: 'c1' }] },
    { text: 'Done.' },
  ]);
  await scratch.write('config.toml', peer.config());
  const textOf = (wanted: string) => examplesOf(PAGE).find(({ language }) => language === wanted)?.text ?? '';
  // A project that has installed the two packages.
  mkdirSync(join(scratch.path, 'node_modules/.bin'), { recursive: true });
  for (const name of ['esbuild', '.bin/esbuild'])
    symlinkSync(realpathSync(join('node_modules', name)), join(scratch.path, 'node_modules', name));
  symlinkSync(resolve('.'), join(scratch.path, 'node_modules/turnwire'));
  await scratch.write('package.json', '{ "private": true }');
  await scratch.write('extension.js', textOf('js'));
  const npm = { npm_config_offline: 'true', npm_config_update_notifier: 'false' };
  await promisify(execFile)('sh', ['-e', '-c', textOf('sh')], {
    cwd: scratch.path,
    env: { PATH: process.env.PATH, HOME: scratch.path, ...npm },
  });
  for (const name of SHIPPED) cpSync(join('dist', name), join(scratch.path, 'server', name), { recursive: true });
  await scratch.write('vscode.js', 'exports.window = { showInformationMessage: (text) => console.log(text) };');
  const host = await scratch.write('host.cjs', HOST);
  const env = { PATH: process.env.PATH, HOME: scratch.path, CODEX_HOME: scratch.path };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [host], { env, cwd: scratch.path });
  const [shown, result] = stdout.trimEnd().split('\n');
  expect(stderr).toBe('');
  expect(shown).toMatch(/^Serving \d+ methods$/);
  expect(JSON.parse(result ?? '')).toEqual({ status: 'completed', text: 'Done.' });
  expect(JSON.stringify(peer.requests[1])).toContain('One');
});
