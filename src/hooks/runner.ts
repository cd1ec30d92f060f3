import type { EnvironmentPolicy, HookOutcome, HookRequest, HookRunner } from '../core/ports/index.js';
import type { RunResult, Supervisor } from '../process/supervisor.js';
import { isRunEvent } from './output.js';
import { type Ending, verdictOf } from './verdict.js';

export interface HookRunnerOptions {
  readonly supervisor: Supervisor;
  readonly env: NodeJS.ProcessEnv;
  /** The environment that a command gets under the policy. */
  readonly environment: (policy: EnvironmentPolicy, env: NodeJS.ProcessEnv) => Record<string, string>;
}

/** The most bytes of each stream. A program that writes more counts as unreadable. */
const MAX_BYTES = 1024 * 1024;
/** Node's timers know no longer time. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
/** The default limit, in tokens, of a text for the model. */
const CONTEXT_TOKENS = 2_500;
const BYTES_PER_TOKEN = 4;

/** Runs hooks under the supervisor: in a process group of their own, with the environment of commands, and for a limited time. */
export function createHookRunner(options: HookRunnerOptions): HookRunner & { readonly running: number } {
  let running = 0;
  return {
    get running() {
      return running;
    },
    async run(request) {
      running++;
      return runHook(request, options).finally(() => running--);
    },
  };
}

async function runHook(
  { hook, input, cwd, environment: policy, signal }: HookRequest,
  { supervisor, env, environment }: HookRunnerOptions,
): Promise<HookOutcome> {
  const { event, command, timeoutSec } = hook;
  if (!isRunEvent(event)) return unused(event);
  const variables = environment(policy, env);
  const result = await supervisor.run({
    argv: [env.SHELL || '/bin/sh', '-lc', command],
    cwd,
    // bash takes an open stdin for a connection of a remote shell, and would read the user's bashrc if it were the first shell.
    env: { ...variables, SHLVL: variables.SHLVL || '1' },
    stdin: Buffer.from(JSON.stringify(input)),
    timeoutMs: Math.min(timeoutSec * 1000, MAX_TIMEOUT_MS),
    maxBytes: MAX_BYTES,
    journaled: true,
    signal,
  });
  const verdict = verdictOf(event, endingOf(result, timeoutSec));
  const limit = (hook.contextLimit ?? CONTEXT_TOKENS) * BYTES_PER_TOKEN;
  return {
    ...verdict,
    entries: verdict.entries.map((entry) => ({ ...entry, text: shortened(entry.text, limit) })),
    contexts: verdict.contexts.map((text) => shortened(text, limit)),
    ...(verdict.feedback === undefined ? {} : { feedback: shortened(verdict.feedback, limit) }),
    durationMs: result.durationMs,
  };
}

const unused = (event: string): HookOutcome => ({
  status: 'failed',
  entries: [{ kind: 'error', text: `${event} hooks do not run here` }],
  durationMs: 0,
  contexts: [],
});

function endingOf(result: RunResult, timeoutSec: number): Ending {
  switch (result.kind) {
    case 'not-started':
      return { kind: 'error', message: result.error.message };
    case 'timed-out':
      return { kind: 'error', message: `hook timed out after ${timeoutSec}s` };
    case 'killed':
      return { kind: 'exited', exitCode: null, stdout: result.stdout, stderr: result.stderr };
    case 'exited':
      return { kind: 'exited', exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
  }
}

/** The beginning of a text that is too long, and a word that there is more. */
function shortened(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  const kept = new TextDecoder().decode(bytes.subarray(0, maxBytes)).replace(/\ufffd$/, '');
  return `${kept}\n[... omitted ${bytes.length - Buffer.byteLength(kept)} of ${bytes.length} bytes ...]`;
}
