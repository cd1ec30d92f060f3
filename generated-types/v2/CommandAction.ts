// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { LegacyAppPathString } from './LegacyAppPathString.js';

/** What a command does, as far as its text shows it. */
export type CommandAction = {
  type: "read";
  command: string;
  name: string;
  path: LegacyAppPathString;
} | {
  type: "listFiles";
  command: string;
  path: string | null;
} | {
  type: "search";
  command: string;
  query: string | null;
  path: string | null;
} | {
  type: "unknown";
  command: string;
};
