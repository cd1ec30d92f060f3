import type { Hook, HookEntry, HookRun } from '../../domain/hook.js';
import type { EnvironmentPolicy } from './settings.js';

/** The hooks that one folder sees, and what could not be read. */
export interface FoundHooks {
  readonly hooks: readonly Hook[];
  readonly warnings: readonly string[];
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

/** What a run of a hook came to. */
export interface HookOutcome {
  readonly status: Exclude<HookRun['status'], 'running'>;
  readonly entries: readonly HookEntry[];
  readonly durationMs: number;
  /** Texts that the model is shown. */
  readonly contexts: readonly string[];
  /** What the model reads in the place of what was to happen, or of an output. */
  readonly feedback?: string | undefined;
  /** The input of a tool in the place of the model's own. */
  readonly updatedInput?: unknown;
  /** Of a request for permission. */
  readonly permission?: 'allow' | 'deny' | undefined;
}

export interface HookRequest {
  readonly hook: Hook;
  /** What the program reads: one JSON object. */
  readonly input: object;
  readonly cwd: string;
  readonly environment: EnvironmentPolicy;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

export interface HookRunner {
  /** Runs the program of a hook and reads what it says. Never rejects. */
  run(request: HookRequest): Promise<HookOutcome>;
}
