import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Small programs that start the bundles. They are not bundled, because they must also run where the bundles cannot. */
export function writeLaunchers(): void {
  writeProgram('dist/cli.js', launcher());
  writeFileSync('dist/server-path.cjs', SERVER_PATH);
  writeFileSync('dist/server-path.d.cts', SERVER_PATH_TYPES);
  writeFileSync('dist/chat.cjs', CHAT);
  mkdirSync('dist/bin', { recursive: true });
  for (const name of ['apply_patch', 'applypatch']) writeProgram(`dist/bin/${name}`, PATCH_COMMAND);
}

/** The files that other programs import, as modules and as CommonJS. Both load the same file of the program, and load it once. */
export function writeEntries(name: string, exports: readonly string[]): void {
  writeFileSync(`dist/${name}.cjs`, `module.exports = require('./program/${name}.js');\n`);
  const names = exports.join(', ');
  writeFileSync(
    `dist/${name}.mjs`,
    `import program from './program/${name}.js';\nexport const { ${names} } = program;\n`,
  );
}

function writeProgram(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/** An old Node cannot parse the program. This file uses only the language of 2009, so that every Node can read it and report the fault. */
function launcher(): string {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  const needed = /^>=(\d+)\.(\d+)$/.exec(engines.node);
  if (needed === null)
    throw new Error(`package.json: engines.node: expected ">=MAJOR.MINOR", but found "${engines.node}"`);
  return LAUNCHER.replaceAll('MAJOR', needed[1] as string).replaceAll('MINOR', needed[2] as string);
}

const LAUNCHER = `#!/usr/bin/env node
var found = process.versions.node.split('.');
if (found[0] > MAJOR || (found[0] == MAJOR && found[1] >= MINOR)) require('./program.js');
else {
  console.error('turnwire needs Node MAJOR.MINOR or later, but this is Node ' + process.versions.node + ' (' + process.execPath + ').');
  process.exitCode = 1;
}
`;

/** For a client that starts the server as a child process. It loads nothing of the server. */
const SERVER_PATH = `exports.serverPath = require('node:path').join(__dirname, 'cli.js');\n`;
const SERVER_PATH_TYPES = `/** The absolute path of the server's program. Start it with Node: \`spawn(process.execPath, [serverPath, 'app-server'])\`. */
export declare const serverPath: string;
`;

/** The program consists of scripts that cannot load a module by themselves. */
const CHAT = `for (const name of ['chat', 'resume', 'fork'])
  exports[name] = async (...given) => (await import('./chat.mjs'))[name](...given);
`;

/** Models also write the name without the line. The server says which Node to use: there may be none on the PATH. */
const PATCH_COMMAND = `#!/bin/sh
ELECTRON_RUN_AS_NODE=1 NODE_OPTIONS= exec "\${TURNWIRE_NODE:-node}" "\${0%/*}/../apply-patch.js" "$@"
`;
