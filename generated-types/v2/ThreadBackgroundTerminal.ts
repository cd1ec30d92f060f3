// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { LegacyAppPathString } from './LegacyAppPathString.js';

/** A command that outlived its call. */
export type ThreadBackgroundTerminal = {
  itemId: string;
  processId: string;
  command: string;
  cwd: LegacyAppPathString;
  osPid: number | null;
  cpuPercent: number | null;
  rssKb: number | null;
};
