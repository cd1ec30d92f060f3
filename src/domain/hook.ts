/** The events that hooks of this server run at, in the words of the configuration. */
export const HOOK_EVENTS = [
  'PreModelRequest',
  'PostModelRequest',
  'PreToolUse',
  'PermissionRequest',
  'PostToolUse',
  'PreCompact',
  'PostCompact',
  'SessionStart',
  'SessionEnd',
  'UserPromptSubmit',
  'SubagentStart',
  'SubagentStop',
  'Stop',
  'Interrupt',
] as const;

export type HookEvent = (typeof HOOK_EVENTS)[number];

/** Where a hook is configured. */
export type HookSource = 'user' | 'project' | 'sessionFlags';

/** A program of the user that runs when something happens in a turn. */
export interface Hook {
  /** Names it in the configuration: its file, its event and its place there. */
  readonly key: string;
  readonly event: HookEvent;
  /** What it runs for: names of tools, or how a conversation begins. Undefined: everything. */
  readonly matcher: string | undefined;
  /** A line for a shell. */
  readonly command: string;
  readonly timeoutSec: number;
  /** Nothing waits for it, and what it says is not read. */
  readonly async: boolean;
  /** For users, while it runs. */
  readonly statusMessage: string | undefined;
  /** Tokens of a text that the model is shown at most. */
  readonly contextLimit: number | undefined;
  readonly sourcePath: string;
  readonly source: HookSource;
  /** Counted over all hooks that a folder sees. */
  readonly displayOrder: number;
  readonly enabled: boolean;
  /** A hash of everything that decides what it does and when. */
  readonly hash: string;
  /** `modified`: the user has trusted it as it was before. */
  readonly trust: 'trusted' | 'untrusted' | 'modified';
}

/** Whether it may run. */
export const isInForce = ({ enabled, trust }: Hook): boolean => enabled && trust === 'trusted';

export interface HookEntry {
  readonly kind: 'warning' | 'stop' | 'feedback' | 'context' | 'error';
  readonly text: string;
}

/** One run of a hook. Times are milliseconds since the epoch. */
export interface HookRun {
  readonly id: string;
  readonly hook: Hook;
  /** `blocked`: it has refused what was to happen. `stopped`: it has ended the turn. */
  readonly status: 'running' | 'completed' | 'failed' | 'blocked' | 'stopped';
  readonly startedAt: number;
  readonly completedAt: number | null;
  readonly durationMs: number | null;
  readonly entries: readonly HookEntry[];
}
