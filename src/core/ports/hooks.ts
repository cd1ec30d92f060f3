import type { Hook, HookEntry, HookRun } from '../../domain/hook.js';
import type { EnvironmentPolicy } from './settings.js';

/** The result of a run of a hook. */
export interface HookOutcome {
  readonly status: Exclude<HookRun['status'], 'running'>;
  readonly entries: readonly HookEntry[];
  readonly durationMs: number;
  /** Texts for the model. */
  readonly contexts: readonly string[];
  /** The text that the model gets instead of the refused action or of an output. */
  readonly feedback?: string | undefined;
  /** The input of a tool that replaces the input from the model. */
  readonly updatedInput?: unknown;
  /** The decision about a permission request. */
  readonly permission?: 'allow' | 'deny' | undefined;
}

export interface HookRequest {
  readonly hook: Hook;
  /** The stdin of the program: one JSON object. */
  readonly input: object;
  readonly cwd: string;
  readonly environment: EnvironmentPolicy;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

export interface HookRunner {
  /** Runs the program of a hook and reads its output. Never rejects. */
  run(request: HookRequest): Promise<HookOutcome>;
}
