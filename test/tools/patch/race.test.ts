import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.js';
import { patch, tree } from '../apply-patch/support.js';
import { conversation } from './support.js';

/** How long to try; a minute by hand now and then. */
const SECONDS = Number(process.env.RACE_SECONDS ?? 6);

/**
 * Swaps the folder and a link, as a command of another conversation may, at moments that no patch can foresee; makes the folder new every other time.
 */
const SWAP = `
const { cpSync, existsSync, renameSync, rmSync, symlinkSync, unlinkSync } = require('node:fs');
process.chdir(process.argv[1]);
process.stdout.write('begun');
const attempt = (step) => { try { step(); } catch {} };
const clock = new Int32Array(new SharedArrayBuffer(4));
const wait = (most) => Atomics.wait(clock, 0, 0, Math.random() * most);
for (;;) {
  attempt(() => renameSync('sub', 'folder'));
  attempt(() => symlinkSync('../outside', 'sub'));
  wait(3);
  if (Math.random() < 0.5) {
    attempt(() => rmSync('folder', { recursive: true }));
    attempt(() => cpSync('../outside', 'folder', { recursive: true }));
  }
  attempt(() => unlinkSync('sub'));
  // A patch may have made a folder of this name.
  attempt(() => rmSync('sub', { recursive: true }));
  attempt(() => renameSync('folder', 'sub'));
  wait(Math.random() < 0.1 ? 30 : 3);
}`;

// Without a sandbox, so that it runs everywhere: the sandbox lets a command rename what is in its workspace.
test.runIf(process.platform === 'linux')(
  'a folder that is swapped for a link all the time leads no patch out of the workspace',
  async () => {
    await using scratch = await scratchFolder('race');
    const [work, outside, home] = ['work', 'outside', 'home'].map((name) => join(scratch.path, name)) as [
      string,
      string,
      string,
    ];
    for (const folder of [work, outside, home, join(work, 'sub')]) mkdirSync(folder);
    for (const folder of [outside, join(work, 'sub')]) {
      for (const name of ['updated', 'deleted', 'moved']) writeFileSync(join(folder, name), 'old\n');
    }
    const before = tree(outside);
    const patches = [
      patch('*** Add File: sub/added', '+new'),
      patch('*** Add File: sub/deep/er/added', '+new'),
      patch('*** Update File: sub/updated', '-old', '+new'),
      patch('*** Delete File: sub/deleted'),
      patch('*** Update File: sub/moved', '*** Move to: sub/there', '-old', '+new'),
    ];
    const swapper = spawn(process.execPath, ['-e', SWAP, work], { stdio: ['ignore', 'pipe', 'inherit'] });
    const counts = { tries: 0, applied: 0, refused: 0 };
    try {
      await once(swapper.stdout, 'data');
      for (const end = Date.now() + SECONDS * 1000; Date.now() < end; ) {
        const { run, asked } = conversation({ cwd: work, home });
        const output = await run(patches[counts.tries % patches.length] ?? '');
        counts.tries++;
        counts[output.includes('Success') ? 'applied' : 'refused']++;
        expect(asked).toEqual([]);
        expect(tree(outside), output).toEqual(before);
      }
    } finally {
      swapper.kill('SIGKILL');
    }
    expect(tree(outside)).toEqual(before);
    // Both must happen, or nothing was tried.
    expect(Math.min(counts.applied, counts.refused)).toBeGreaterThan(3);
    expect(counts.tries).toBeGreaterThan(100);
    if (process.env.RACE_SECONDS) console.log(counts);
  },
  SECONDS * 1000 + 30_000,
);
