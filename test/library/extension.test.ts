import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { startScriptedModel } from '../../src/testing/index.js';
import { scratchFolder } from '../support/scratch.js';
import { runNode } from './run-node.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const EXTENSION = fileURLToPath(new URL('./examples/extension.cjs', import.meta.url));

test('an extension of VS Code that is bundled into one CommonJS file runs', async () => {
  await using scratch = await scratchFolder('extension');
  await using model = await startScriptedModel([{ text: 'Hello' }]);
  const outfile = join(scratch.path, 'extension.js');
  const { metafile, warnings } = await build({
    entryPoints: [EXTENSION],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    metafile: true,
  });
  expect(warnings).toEqual([]);
  // Beside `vscode` it needs only modules of Node.
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  expect(imports.filter((path) => !path.startsWith('node:'))).toEqual(['vscode']);
  await scratch.write(
    'node_modules/vscode/index.js',
    'exports.window = { showInformationMessage: (text) => console.log(text) };',
  );
  const server = {
    command: process.execPath,
    args: [CLI, 'app-server'],
    env: { PATH: process.env.PATH, HOME: scratch.path, CODEX_HOME: scratch.path },
    config: { ...model.config(), sandbox_mode: 'read-only' },
  };
  const host = `const { activate, deactivate } = require('./extension.js'); activate({ server: ${JSON.stringify(server)} }).then(deactivate);`;
  const { code, output } = await runNode([await scratch.write('host.js', host)], scratch.path);
  expect(output.trim()).toBe('user hi, assistant Hello, turn');
  expect(code).toBe(0);
});
