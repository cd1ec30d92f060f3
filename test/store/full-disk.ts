import { truncateSync } from 'node:fs';
import { RolloutLog } from '../../src/store/files/rollout-log.js';
import { idOf, meta, text } from './rollouts.js';

/** Writes until a record no longer fits, makes room, and writes once more. */
const path = process.argv[2] as string;
const log = RolloutLog.create(path, () => 0);
const note = (message: string) => log.append([{ type: 'compacted', payload: { message } }]);
log.write(text([meta(idOf(1))]));
try {
  for (;;) note('x'.repeat(1000));
} catch (e) {
  if ((e as NodeJS.ErrnoException).code !== 'EFBIG') throw e;
}
// A part of the torn record stays.
truncateSync(path, 8 * 1024 - 300);
note('there is room again');
