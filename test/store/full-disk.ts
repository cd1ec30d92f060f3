import { encodeRecords } from '../../src/store/files/codec.js';
import { RolloutLog } from '../../src/store/files/rollout-log.js';
import { idOf, meta, text } from './rollouts.js';

/** Writes until a record no longer fits, and then one that does. */
const path = process.argv[2] as string;
const log = RolloutLog.create(path);
const note = (summary: string) =>
  log.write(() => encodeRecords('id', '1970-01-01T00:00:00.000Z', [{ type: 'compaction', summary }]));
log.write(() => text([meta(idOf(1))]));
try {
  for (;;) note('x'.repeat(1000));
} catch (e) {
  if ((e as NodeJS.ErrnoException).code !== 'EFBIG') throw e;
}
note('there is room again');
