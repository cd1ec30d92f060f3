// A case returns [[metric, value, unit], ...] or throws: a wrong or missing answer is a failure, never a time.
// Unit '/s' means more is better, '#' is a count, all else: less is better. `full`: not without --full or its whole name;
// `needs`: a method without which the server cannot be measured; `v2`: speaks that protocol too; `most`: so many pairs suffice.
import { cases as archive } from './archive.mjs';
import { cases as changes } from './changes.mjs';
import { cases as exec } from './exec.mjs';
import { cases as footprint } from './footprint.mjs';
import { cases as longThread } from './long-thread.mjs';
import { cases as memory } from './memory.mjs';
import { cases as recorded } from './recorded.mjs';
import { cases as relay } from './relay.mjs';
import { cases as requests } from './requests.mjs';
import { cases as search } from './search.mjs';
import { cases as startup } from './startup.mjs';
import { cases as turns } from './turns.mjs';

export const cases = [
  ...startup,
  ...requests,
  ...turns,
  ...exec,
  ...recorded,
  ...longThread,
  ...memory,
  ...relay,
  ...changes,
  ...archive,
  ...search,
  ...footprint,
];
