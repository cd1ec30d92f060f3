import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.js';
import { FILES, PATCHES, SWAP } from '../../support/swapped-folder.js';
import { tree } from '../apply-patch/support.js';
import { conversation } from './support.js';

/** How long to try; a minute by hand now and then. */
const SECONDS = Number(process.env.RACE_SECONDS ?? 6);

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
      for (const name of FILES) writeFileSync(join(folder, name), 'old\n');
    }
    const before = tree(outside);
    const swapper = spawn(process.execPath, ['-e', SWAP, work], { stdio: ['ignore', 'pipe', 'inherit'] });
    const counts = { tries: 0, applied: 0, refused: 0 };
    try {
      await once(swapper.stdout, 'data');
      for (const end = Date.now() + SECONDS * 1000; Date.now() < end; ) {
        const { run, asked } = conversation({ cwd: work, home });
        const output = await run(PATCHES[counts.tries % PATCHES.length] ?? '');
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
