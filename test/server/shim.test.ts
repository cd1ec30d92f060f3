import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROTOCOL_LEVEL } from '../../src/server/identity.js';
import { runCommand } from '../support/command.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';

const isKnown = ['linux', 'darwin'].includes(process.platform);

test.skipIf(!isKnown)('a client finds an executable and packages, and both start this server', async () => {
  await using folder = await scratchFolder("it's a shim");
  const { code, stdout } = await runCommand(folder.path, ['shim', folder.path]);
  expect(code).toBe(0);
  const executable = join(folder.path, 'bin/codex');
  expect(stdout).toContain(executable);
  const version = `codex-cli ${PROTOCOL_LEVEL}\n`;
  expect(execFileSync(executable, ['--version']).toString()).toBe(version);
  const packages = join(folder.path, 'node_modules/@openai');
  expect(execFileSync(process.execPath, [join(packages, 'codex/bin/codex.js'), '--version']).toString()).toBe(version);
  const [platform] = execFileSync('ls', [packages]).toString().split('\n').slice(1);
  const vendor = join(packages, platform ?? '', 'vendor');
  const [triple] = execFileSync('ls', [vendor]).toString().split('\n');
  const native = join(vendor, triple ?? '', 'bin/codex');
  expect(statSync(native).mode & 0o111).toBe(0o111);
  await using server = await startServer({ command: [native, 'app-server'] });
  const clientInfo = { name: 'test', version: '1' };
  const { userAgent } = await server.request<{ userAgent: string }>('initialize', { clientInfo });
  expect(userAgent).toContain(`/${PROTOCOL_LEVEL} `);
  expect((await runCommand(folder.path, ['shim', folder.path])).code).toBe(0);
});

test.skipIf(!isKnown)('files and links of somebody else stay as they are', async () => {
  await using folder = await scratchFolder('shim');
  await using other = await scratchFolder('other');
  await folder.write('bin/codex', 'mine');
  const refused = await runCommand(folder.path, ['shim', folder.path]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') });
  expect(readFileSync(join(folder.path, 'bin/codex'), 'utf8')).toBe('mine');
  const target = join(other.path, 'target');
  writeFileSync(target, 'Written by `turnwire shim`');
  await other.write('bin/keep', '');
  symlinkSync(target, join(other.path, 'bin/codex'));
  expect((await runCommand(other.path, ['shim', other.path])).code).toBe(1);
  expect(readFileSync(target, 'utf8')).toBe('Written by `turnwire shim`');
  expect((await runCommand(folder.path, ['shim'])).code).toBe(2);
});
