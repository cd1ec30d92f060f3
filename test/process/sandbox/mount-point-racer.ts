import { existsSync, lstatSync } from 'node:fs';
import { isMountPoint, MountPoints } from '../../../src/process/sandbox/mount-points.js';

/** Holds and releases one mount point as fast as it can, as a server does. What it finds wrong is printed. */
const [path, times] = process.argv.slice(2) as [string, string];
const points = new MountPoints();
let held = 0;
for (let n = 0; n < Number(times); n++) {
  if (points.hold([path]).length === 0) {
    console.log(`not held: ${existsSync(path)}`);
    continue;
  }
  held++;
  const { ino } = lstatSync(path);
  for (let look = 0; look < 5; look++) {
    const now = lstatSync(path, { throwIfNoEntry: false });
    if (now?.ino !== ino || !isMountPoint(path)) console.log('taken away while it was held');
  }
  points.release([path]);
}
console.log(`held ${held}`);
