import type { Deviation } from '../deviations/deviation.js';
import { approvals } from '../deviations-v2/approvals.js';
import { clientWork } from '../deviations-v2/client-work.js';
import { disk } from '../deviations-v2/disk.js';
import { ends } from '../deviations-v2/ends.js';
import { facts } from '../deviations-v2/facts.js';
import { failures } from '../deviations-v2/failures.js';
import { goals } from '../deviations-v2/goals.js';
import { identity } from '../deviations-v2/identity.js';
import { keptBetter } from '../deviations-v2/kept-better.js';
import { mcp } from '../deviations-v2/mcp.js';
import { models } from '../deviations-v2/models.js';
import { notOffered } from '../deviations-v2/not-offered.js';
import { refusals } from '../deviations-v2/refusals.js';
import { reviews } from '../deviations-v2/reviews.js';
import { signIns } from '../deviations-v2/sign-ins.js';
import { tools } from '../deviations-v2/tools.js';

/** Every difference from 0.171 that is wanted. */
export const THREAD_DEVIATIONS: readonly Deviation[] = [
  ...identity,
  ...refusals,
  ...keptBetter,
  ...models,
  ...notOffered,
  ...reviews,
  ...approvals,
  ...clientWork,
  ...ends,
  ...tools,
  ...mcp,
  ...failures,
  ...facts,
  ...disk,
  ...goals,
  ...signIns,
];
