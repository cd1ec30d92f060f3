/** The ports of the core: what it needs from outside, declared here and filled in `src/server`. */

import type { Accounts } from './accounts.js';
import type { HookRunner } from './hooks.js';
import type { Models } from './models.js';
import type { Settings, WhenNobodyIsThere } from './settings.js';
import type { ConversationStore, SubmissionStore } from './store.js';
import type { Tools } from './tools.js';
import type { Notifier, Workspace } from './workspace.js';

export * from './accounts.js';
export * from './commands.js';
export * from './facts.js';
export * from './files.js';
export * from './hooks.js';
export * from './models.js';
export * from './settings.js';
export * from './store.js';
export * from './tools.js';
export * from './workspace.js';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The waits before retries. */
export interface BackOff {
  /** Milliseconds before the n-th retry, counted from 1. */
  delay(attempt: number): number;
  /** Resolves after `ms` milliseconds. Rejects as soon as the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Ids {
  /** A UUID of version 7: ids of conversations sort by the time of their creation. */
  conversation(): string;
  /** UUIDs of version 7, for turns, items and approvals. */
  turn(): string;
  item(): string;
  /** A UUID of version 4. */
  subscription(): string;
}

export interface CoreLog {
  /** Whether lines of this level are written. Without this function, all levels may be written. */
  shows?(level: 'trace' | 'debug'): boolean;
  trace(data: object, message: string): void;
  debug(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

export interface Ports {
  readonly clock: Clock;
  readonly backOff: BackOff;
  readonly ids: Ids;
  readonly log: CoreLog;
  readonly store: ConversationStore;
  readonly submissions: SubmissionStore;
  readonly models: Models;
  readonly tools: Tools;
  readonly settings: Settings;
  readonly accounts: Accounts;
  readonly workspace: Workspace;
  readonly notifier: Notifier;
  readonly hooks: HookRunner;
  readonly identity: ServerIdentity;
  /** Used when the configuration does not set it. Default: `deny`. */
  readonly whenNobodyIsThere?: WhenNobodyIsThere | undefined;
}

/** How this server names itself in rollouts, to models and to clients. */
export interface ServerIdentity {
  readonly originator: string;
  readonly version: string;
  /**
   * What begins conversations here: an editor or another client, the chat in the terminal, or `exec`, whose conversations are not listed as interactive ones.
   */
  readonly source: 'vscode' | 'cli' | 'exec';
  userAgent(): string;
}
