import type { Deviation } from '../deviations/deviation.js';
import { identity } from '../deviations-v2/identity.js';
import { keptBetter } from '../deviations-v2/kept-better.js';
import { models } from '../deviations-v2/models.js';
import { notOffered } from '../deviations-v2/not-offered.js';
import { refusals } from '../deviations-v2/refusals.js';

/** Every difference from 0.171 that is wanted. */
export const THREAD_DEVIATIONS: readonly Deviation[] = [
  ...identity,
  ...refusals,
  ...keptBetter,
  ...models,
  ...notOffered,
];
