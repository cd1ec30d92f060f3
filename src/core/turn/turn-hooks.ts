import type { EventBody } from '../../domain/events.js';
import { type Hook, type HookEvent, type HookRun, isInForce } from '../../domain/hook.js';
import { matches } from '../../domain/hook-matcher.js';
import type { HookOutcome, HookRunner } from '../ports/index.js';
import type { TurnContext } from './context.js';

/** The state of hooks that a loaded conversation keeps between turns. */
export interface HookSession {
  /** How the conversation started; undefined after hooks have got it. */
  begun: 'startup' | 'resume' | 'compact' | undefined;
  /** Whether users have got the warning about hooks that do not run. */
  told: boolean;
  /** The hooks of the last successful read. */
  known: readonly Hook[];
  /** The path of the rollout, for hooks. */
  readonly transcript: string | null;
}

/** What hooks need of the host of a turn. */
interface HooksHost {
  readonly hooks: HookAccess;
  emitLate(event: EventBody): void;
}

export interface HookAccess {
  /** All hooks for the folder at the start of the turn. */
  readonly known: readonly Hook[];
  readonly runner: HookRunner;
  readonly session: HookSession;
}

/** The input of hooks for one event, besides the members that all events have. */
interface Happening {
  readonly event: HookEvent;
  /** The text that matchers are compared with. */
  readonly names?: readonly string[];
  readonly input: object;
  /** Distinguishes the runs of one hook in one turn. */
  readonly of?: string;
}

/** A run that has ended. */
export interface EndedRun {
  readonly run: HookRun;
  readonly outcome: HookOutcome;
}

/** The hooks of one turn: decides which run at an event, builds their input, and shows the runs to users. */
export class TurnHooks {
  readonly #access: HookAccess;
  readonly #context: TurnContext;
  readonly #emitLate: (event: EventBody) => void;

  constructor({ hooks, emitLate }: HooksHost, context: TurnContext) {
    this.#access = hooks;
    this.#context = context;
    this.#emitLate = emitLate;
  }

  /** Whether any hook runs at one of these events. */
  runAt(...events: readonly HookEvent[]): boolean {
    return this.#access.known.some((hook) => events.includes(hook.event) && isInForce(hook));
  }

  /** Warns once in each conversation about hooks that do not run. */
  async tellUntrusted(): Promise<void> {
    const { session } = this.#access;
    if (session.told) return;
    session.told = true;
    const waiting = this.#access.known.filter(({ enabled, trust }) => enabled && trust !== 'trusted');
    if (waiting.length > 0) await this.#context.commit([], [{ type: 'note', message: untrustedText(waiting) }]);
  }

  /** Runs all hooks that match the event at the same time. Their end events come in the order in which the programs end. */
  async run({ event, names = [], input, of }: Happening): Promise<EndedRun[]> {
    const { settings, signal } = this.#context;
    const chosen = this.#access.known.filter(
      (hook) => hook.event === event && isInForce(hook) && matches(hook.matcher, names),
    );
    if (chosen.length === 0 || signal.aborted) return [];
    const told = { ...this.#common(event), ...input };
    const start = (hook: Hook): Promise<HookOutcome> =>
      this.#access.runner.run({ hook, input: told, cwd: settings.cwd, environment: settings.environment, signal });
    const runs = chosen.filter(({ async }) => !async).map((hook) => this.#begun(hook, of));
    await this.#context.commit(
      [],
      runs.map((run) => ({ type: 'hook-started', run })),
    );
    for (const hook of chosen) if (hook.async) void start(hook);
    const ended: EndedRun[] = [];
    await Promise.all(
      runs.map(async (run) => {
        const outcome = await start(run.hook);
        ended.push({ run: this.#ended(run, outcome), outcome });
      }),
    );
    const shown = runs.flatMap(({ id }) => ended.find(({ run }) => run.id === id)?.run ?? []);
    if (signal.aborted) {
      for (const run of shown) this.#emitLate({ type: 'hook-completed', run: { ...run, ...CUT_OFF } });
      throw new Error('the turn has ended');
    }
    await this.#context.commit(
      [],
      shown.map((run) => ({ type: 'hook-completed', run })),
    );
    return ended;
  }

  #common(event: HookEvent): object {
    const { conversationId, turnId, settings } = this.#context;
    return {
      session_id: conversationId,
      ...(event === 'SessionStart' ? {} : { turn_id: turnId }),
      transcript_path: this.#access.session.transcript,
      cwd: settings.cwd,
      hook_event_name: event,
      model: settings.model,
      ...(event === 'PreCompact' || event === 'PostCompact'
        ? {}
        : { permission_mode: settings.approvalPolicy === 'never' ? 'bypassPermissions' : 'default' }),
    };
  }

  #begun(hook: Hook, of: string | undefined): HookRun {
    const label = hook.event.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
    const id = [label, hook.displayOrder, hook.sourcePath, ...(of === undefined ? [] : [of])].join(':');
    const startedAt = this.#context.clock.now();
    return { id, hook, status: 'running', startedAt, completedAt: null, durationMs: null, entries: [] };
  }

  #ended(run: HookRun, { status, entries, durationMs }: HookOutcome): HookRun {
    return { ...run, status, entries, durationMs, completedAt: this.#context.clock.now() };
  }
}

const CUT_OFF = { status: 'failed', entries: [{ kind: 'error', text: 'the turn has ended' }] } as const;

function untrustedText(hooks: readonly Hook[]): string {
  const places = [...new Set(hooks.map(({ sourcePath }) => sourcePath))].join(', ');
  const modified = hooks.some(({ trust }) => trust === 'modified') ? ' Some have changed since you trusted them.' : '';
  return `${hooks.length} ${hooks.length === 1 ? 'hook does' : 'hooks do'} not run until you trust what is in ${places}.${modified}`;
}
