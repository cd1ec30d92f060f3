// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { HookEventName } from './HookEventName.js';
import type { HookExecutionMode } from './HookExecutionMode.js';
import type { HookHandlerType } from './HookHandlerType.js';
import type { HookOutputEntry } from './HookOutputEntry.js';
import type { HookRunStatus } from './HookRunStatus.js';
import type { HookScope } from './HookScope.js';
import type { HookSource } from './HookSource.js';
import type { LegacyAppPathString } from './LegacyAppPathString.js';

/** One run of a hook. */
export type HookRunSummary = {
  id: string;
  eventName: HookEventName;
  handlerType: HookHandlerType;
  executionMode: HookExecutionMode;
  scope: HookScope;
  sourcePath: LegacyAppPathString;
  source: HookSource;
  displayOrder: number;
  status: HookRunStatus;
  statusMessage: string | null;
  startedAt: number;
  completedAt: number | null;
  durationMs: number | null;
  entries: HookOutputEntry[];
};
