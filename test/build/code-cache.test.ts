import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LATE_WASM_OPTIMIZATION } from '../../src/os/v8-flags.js';
import { scratchFolder } from '../support/scratch.js';

/** Counts the scripts whose compiled code V8 took, and writes the number to stderr at the end. */
const COUNTER = `
const vm = require('node:vm');
let taken = 0;
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    if (this.cachedDataRejected === false) taken++;
  }
};
process.on('exit', () => process.stderr.write(String(taken)));
const { LATE_FLAG } = process.env;
if (LATE_FLAG) process.on('exit', () => require('node:v8').setFlagsFromString(LATE_FLAG));
`;

/** A copy of the program without compiled code, and a way to run it: how many of its files were not compiled again. */
async function install() {
  const scratch = await scratchFolder('code-cache');
  for (const name of ['cli.js', 'program.js', 'program', 'package.json'])
    cpSync(join('dist', name), join(scratch.path, name), { recursive: true });
  const counter = await scratch.write('counter.cjs', COUNTER);
  const run = (env: NodeJS.ProcessEnv = {}): number => {
    const args = ['--require', counter, join(scratch.path, 'cli.js'), 'debug', 'models'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, CODEX_HOME: scratch.path, ...env },
    });
    expect({ status, models: JSON.parse(stdout) }).toMatchObject({ status: 0, models: expect.anything() });
    return Number(stderr);
  };
  const folder = join(scratch.path, 'code-cache');
  const file = () => join(folder, readdirSync(folder)[0] as string);
  return {
    run,
    folder,
    file,
    sources: join(scratch.path, 'program'),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

test('what a process has compiled, the next one need not', async () => {
  await using program = await install();
  expect(program.run()).toBe(0);
  expect(program.run()).toBeGreaterThan(10);
});

test('what a process has compiled that has read a script of bash, the next one need not either', async () => {
  await using program = await install();
  program.run({ LATE_FLAG: LATE_WASM_OPTIMIZATION });
  expect(program.run()).toBeGreaterThan(10);
});

test('a folder that cannot be written, and the variable that turns it off, change nothing else', async () => {
  await using program = await install();
  expect(program.run({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe(0);
  expect(existsSync(program.folder)).toBe(false);
  writeFileSync(program.folder, 'no folder');
  expect([program.run(), program.run()]).toEqual([0, 0]);
});

interface Place {
  readonly at: number;
  readonly code: number;
  readonly source: number;
}

function placesIn(data: Buffer): Place[] {
  let at = 4 + data.readUInt32LE();
  const [, entries] = JSON.parse(data.toString('utf8', 4, at)) as [number, [string, number, number, number][]];
  return entries.map(([, code, source]) => {
    const place = { at, code, source };
    at += code + source;
    return place;
  });
}

test('code or a source that is damaged is not used, and is replaced', async () => {
  await using program = await install();
  program.run();
  const whole = program.run();
  const data = readFileSync(program.file());
  const used = placesIn(data).filter(({ code }) => code > 0);
  const [first, last] = [used[0], used.at(-1)] as [Place, Place];
  for (const at of [first.at + 40, last.at + 40, last.at + last.code, last.at + last.code + last.source - 1]) {
    const damaged = Buffer.from(data);
    damaged[at] = (damaged[at] as number) ^ 0xff;
    writeFileSync(program.file(), damaged);
    expect(program.run(), `byte ${at}`).toBe(whole - 1);
    expect(program.run(), `after byte ${at}`).toBe(whole);
  }
});

const replaceByFolder = (file: string): void => {
  rmSync(file);
  mkdirSync(file);
};

test.each([
  ['is cut off', (file: string) => truncateSync(file, readFileSync(file).length - 1)],
  ['is empty', (file: string) => truncateSync(file, 0)],
  ['has no list', (file: string) => writeFileSync(file, Buffer.alloc(1000, 0x7b))],
  ['names a longer list than it has', (file: string) => writeFileSync(file, Buffer.alloc(1000, 0x6f))],
  ['is a folder', replaceByFolder],
])('a file that %s is not used', async (_, spoil) => {
  await using program = await install();
  program.run();
  spoil(program.file());
  expect(program.run()).toBe(0);
});

test('the next process needs none of the files', async () => {
  await using program = await install();
  program.run();
  const whole = program.run();
  rmSync(program.sources, { recursive: true });
  expect(program.run()).toBe(whole);
});

test('a file of the program that was changed is read again', async () => {
  await using program = await install();
  program.run();
  const whole = program.run();
  const main = join(program.sources, 'main.js');
  const source = readFileSync(main, 'utf8');
  writeFileSync(
    main,
    source.replace('"use strict";', '"use strict";process.on("exit",()=>process.stderr.write("1"));'),
  );
  // The file of compiled code is replaced, and the changed file runs both times.
  expect(program.run()).toBe(Number(`${whole - 1}1`));
  expect(program.run()).toBe(Number(`${whole}1`));
});

test('code of other builds is removed', async () => {
  await using program = await install();
  mkdirSync(program.folder);
  writeFileSync(join(program.folder, '0123456789abcdef-1.bin'), 'old');
  program.run();
  expect(readdirSync(program.folder)).toEqual([expect.not.stringContaining('0123456789abcdef')]);
});
