// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { SubAgentSource } from './SubAgentSource.js';

/** What kind of program started a thread. */
export type SessionSource = ("cli" | "vscode" | "exec" | "appServer" | "unknown") | {
  custom: string;
} | {
  subAgent: SubAgentSource;
};
