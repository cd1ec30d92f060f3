// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { LegacyAppPathString } from './LegacyAppPathString.js';

/** A place where commands may run. */
export type TurnEnvironmentParams = {
  environmentId: string;
  cwd: LegacyAppPathString;
  runtimeWorkspaceRoots?: LegacyAppPathString[] | null | undefined;
};
