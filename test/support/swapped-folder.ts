/**
 * A program that swaps the folder `sub` of the folder in its argument and a link to `../outside`, as a command of another conversation may, at moments that
 * no patch can foresee. It makes the folder new every other time.
 */
export const SWAP = `
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

/** What is in `sub` and in `outside` when the race begins. */
export const FILES = ['updated', 'deleted', 'moved'];

const patch = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');

/** Each wants to change something in `sub`. */
export const PATCHES = [
  patch('*** Add File: sub/added', '+new'),
  patch('*** Add File: sub/deep/er/added', '+new'),
  patch('*** Update File: sub/updated', '@@', '-old', '+new'),
  patch('*** Delete File: sub/deleted'),
  patch('*** Update File: sub/moved', '*** Move to: sub/there', '@@', '-old', '+new'),
];
