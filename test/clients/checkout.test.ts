import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examplesOf } from '../support/examples.js';
import { type Scratch, scratchFolder } from '../support/scratch.js';
import { NPM } from './packages.js';

const linesOf = (page: string): string[] =>
  examplesOf(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'))
    .map((line) => line.replace(/ +#.*/, ''));

const FIRST = 'npm ci && npm run demo';
const npmSetting = (name: string) => execFileSync(NPM, ['config', 'get', name], { encoding: 'utf8' }).trim();

let scratch: Scratch;
let checkout: string;
let project: string;

beforeAll(async () => {
  scratch = await scratchFolder('checkout');
  checkout = join(scratch.path, 'checkout');
  project = join(scratch.path, 'project');
  mkdirSync(project);
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', options, { encoding: 'utf8', maxBuffer: 1e8 }).split('\0');
  for (const file of files.filter((name) => name !== '' && existsSync(name))) cpSync(file, join(checkout, file));
});
afterAll(() => scratch[Symbol.asyncDispose]());

/** A line of a page, in the shell of a user with an empty home. The cache of npm is that of this machine. */
function run(line: string, cwd: string) {
  const npm = { npm_config_cache: npmSetting('cache'), npm_config_userconfig: npmSetting('userconfig') };
  const env = { PATH: process.env.PATH, HOME: scratch.path, ...npm };
  const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', line], { cwd, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a fresh checkout shows the demo with the one line that README, CONTRIBUTING and the first steps name', () => {
  for (const page of ['README.md', 'CONTRIBUTING.md', 'docs/getting-started.md']) expect(linesOf(page)[0]).toBe(FIRST);
  const { status, stdout, stderr } = run(FIRST, checkout);
  expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: expect.stringContaining('the scripted model') });
  expect(existsSync(join(scratch.path, '.codex'))).toBe(false);
}, 600_000);

test('its tests run; all of them are what `.ci/run` runs with the same line', () => {
  const [, second = ''] = linesOf('README.md');
  expect(readFileSync('.ci/run', 'utf8').split('\n')).toContain(second);
  const { status, stdout, stderr } = run(`${second} -- test/version.test.ts`, checkout);
  expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: expect.stringContaining('1 passed') });
}, 600_000);

test('another project installs and starts the package in the way of docs/getting-started.md', () => {
  const [, pack = '', install = '', doctor = ''] = linesOf('docs/getting-started.md');
  expect(run(pack, checkout)).toMatchObject({ status: 0 });
  const tarball = /\S+\.tgz/.exec(install)?.[0] ?? '';
  const name = tarball.slice(tarball.lastIndexOf('/') + 1);
  expect(readdirSync(checkout)).toContain(name);
  expect(run(install.replace(tarball, join(checkout, name)), project)).toMatchObject({ status: 0 });
  expect(run(doctor, project)).toMatchObject({ stdout: expect.stringMatching(/sandbox/i) });
}, 600_000);
