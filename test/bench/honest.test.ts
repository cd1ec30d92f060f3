import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.js';

const run = promisify(execFile);

/** Our server behind a program that changes the lines it writes. */
const between = (change: string) => `
  import { spawn } from 'node:child_process';
  import { createInterface } from 'node:readline';
  const change = ${change};
  const server = spawn(process.execPath, [${JSON.stringify(resolve('dist/cli.js'))}, 'app-server'], { stdio: ['inherit', 'pipe', 'inherit'] });
  server.on('exit', (code) => process.exit(code ?? 1));
  for await (const line of createInterface({ input: server.stdout })) {
    const changed = change(line);
    if (changed !== undefined) process.stdout.write(changed + '\\n');
  }`;

/** Runs one case with that server; the exit status and what was printed. */
async function bench(change: string, name: string) {
  await using folder = await scratchFolder('bench');
  const program = join(folder.path, 'between.mjs');
  writeFileSync(program, between(change));
  const server = `${process.execPath} ${program}`;
  const options = ['--alone', '--protocol', 'v1', '--runs', '1', '--only', name, '--server', server];
  return await run(process.execPath, ['bench/run.mjs', ...options]).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (e: { code: number; stdout: string; stderr: string }) => ({ code: e.code, stdout: e.stdout + e.stderr }),
  );
}

// The launch that warms a server up is checked as well: the lie begins later.
const later = (lie: string) => `(() => { let ends = 0; return (line) => {
  if (line.includes('codex/event/task_complete')) ends++;
  return ends < 2 ? line : (${lie})(line);
}; })()`;

// The bench reads /proc.
const onLinux = test.skipIf(process.platform !== 'linux');

onLinux.each([
  [
    'a delta that is missing',
    `(line) => line.includes('agent_message_delta"') && line.includes('#1 ') ? undefined : line`,
  ],
  [
    'a final text that differs',
    `(line) => line.includes('codex/event/agent_message"') ? line.replace('xx', 'xy') : line`,
  ],
])('%s makes the bench fail, and gives no time', async (_, lie) => {
  const { code, stdout } = await bench(later(lie), 'turn');
  expect(stdout).toContain('A FAILS');
  expect(code).toBe(1);
  expect(stdout).not.toMatch(/a short turn +\| +\d/);
});

onLinux('an honest server gets its row', async () => {
  const { code, stdout } = await bench('(line) => line', 'turn');
  expect(stdout).toMatch(/a short turn +\| +[\d.]+ ms/);
  expect(code).toBe(0);
});
