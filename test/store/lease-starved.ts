import { openSync } from 'node:fs';
import { Leases } from '../../src/store/files/lease.js';

/** Uses up its descriptors and tries to take a lease that a living process has. */
const [home, id] = process.argv.slice(2) as [string, string];
try {
  for (;;) openSync(home, 'r');
} catch {
  // none is left
}
try {
  new Leases(home).take(id);
  console.log('taken');
} catch (e) {
  const { code, message } = e as { code: string; message: string };
  console.log(code, /: (E[A-Z]+):/.exec(message)?.[1]);
}
