import type { Deviation } from './deviations/deviation.js';
import { identityDeviations } from './deviations/identity.js';
import { keptSafeDeviations } from './deviations/kept-safe.js';
import { mendedDeviations } from './deviations/mended.js';
import { networkDeviations } from './deviations/network.js';
import { promptDeviations } from './deviations/prompt.js';
import { toolsDeviations } from './deviations/tools.js';
import { workspaceDeviations } from './deviations/workspace.js';

export type { Deviation } from './deviations/deviation.js';

/** Every difference that is wanted. */
export const DEVIATIONS: readonly Deviation[] = [
  ...identityDeviations,
  ...promptDeviations,
  ...toolsDeviations,
  ...workspaceDeviations,
  ...networkDeviations,
  ...mendedDeviations,
  ...keptSafeDeviations,
];
