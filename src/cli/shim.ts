import { lstatSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PROTOCOL_LEVEL } from '../server/identity.js';
import { readArguments } from './arguments.js';
import { say } from './output.js';
import { SHIM } from './table/machine.js';

/** A file with this line was written by this command, and may be replaced. */
const MARK = 'Written by `turnwire shim`';

const TRIPLES: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
};

/** `turnwire shim`: writes what a client needs whose settings name an executable, or a folder of packages (C485). */
export function shim(args: readonly string[]): number {
  const [folder = ''] = readArguments(SHIM, args).positionals;
  const place = `${process.platform}-${process.arch}`;
  const triple = TRIPLES[place];
  if (triple === undefined) throw new Error(`no client is known that takes a script as an executable on ${place}`);
  const root = resolve(folder);
  const packages = join(root, 'node_modules/@openai');
  const vendor = join(packages, `codex-${place}/vendor/${triple}`);
  const program = { node: process.execPath, script: realpathSync(process.argv[1] as string) };
  const executable = join(root, 'bin/codex');
  write(executable, shellScript(program), 0o755);
  write(join(vendor, 'bin/codex'), shellScript(program), 0o755);
  write(join(vendor, 'codex-package.json'), json({ version: PROTOCOL_LEVEL }), 0o644);
  write(join(packages, 'codex/package.json'), json({ ...manifest('codex'), bin: { codex: 'bin/codex.js' } }), 0o644);
  write(join(packages, 'codex/bin/codex.js'), nodeScript(program), 0o755);
  write(join(packages, `codex-${place}/package.json`), json(manifest(`codex-${place}`)), 0o644);
  say(`executable         ${executable}\nfolder of packages ${root}`);
  return 0;
}

interface Program {
  readonly node: string;
  readonly script: string;
}

const manifest = (name: string) => ({
  name: `@openai/${name}`,
  version: PROTOCOL_LEVEL,
  type: 'module',
  private: true,
});

const json = (value: object): string => `${JSON.stringify({ ...value, comment: MARK }, null, 2)}\n`;

const shellScript = ({ node, script }: Program): string =>
  `#!/bin/sh\n# ${MARK}: starts Turnwire.\nexec ${quoted(node)} ${quoted(script)} "$@"\n`;

const nodeScript = ({ script }: Program): string =>
  `#!/usr/bin/env node\n// ${MARK}: starts Turnwire.\nprocess.argv[1] = ${JSON.stringify(script)};\nawait import(${JSON.stringify(new URL(`file://${script}`).href)});\n`;

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** A file that another program wrote, or a link, is not changed. */
function write(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found && !(found.isFile() && readFileSync(path, 'utf8').includes(MARK)))
    throw new Error(`${path} is there already, and was not written by this command`);
  writeFileSync(path, text, { mode, flag: found ? 'w' : 'wx' });
}
