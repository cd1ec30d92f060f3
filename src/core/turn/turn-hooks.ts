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
  warned: boolean;
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

type HooksContext = Pick<TurnContext, 'conversationId' | 'settings' | 'clock' | 'commit' | 'signal'> & {
  /** Null outside of turns. */
  readonly turnId: string | null;
};

/** The hooks of one turn: decides which run at an event, builds their input, and shows the runs to users. */
export class TurnHooks {
  readonly #access: HookAccess;
  readonly #context: HooksContext;
  readonly #emitLate: (event: EventBody) => void;

  constructor({ hooks, emitLate }: HooksHost, context: HooksContext) {
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
    if (session.warned) return;
    session.warned = true;
    const waiting = this.#access.known.filter(({ enabled, trust }) => enabled && trust !== 'trusted');
    if (waiting.length > 0) await this.#context.commit([], [{ type: 'note', message: untrustedText(waiting) }]);
  }

  /** Runs all hooks that match the event at the same time. Their end events come in the order in which the programs end. */
  async run(happening: Happening): Promise<EndedRun[]> {
    const { signal } = this.#context;
    const { of } = happening;
    const chosen = this.#chosen(happening);
    if (chosen.length === 0 || signal.aborted) return [];
    const start = this.#starter(happening, signal);
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

  /** The same for what has already ended: nothing that hooks say changes it. `signal` ends them. */
  async runAfterEnd(happening: Happening, signal: AbortSignal): Promise<void> {
    const start = this.#starter(happening, signal);
    await Promise.all(
      this.#chosen(happening).map(async (hook) => {
        if (hook.async) return void start(hook);
        const run = this.#begun(hook, happening.of);
        this.#emitLate({ type: 'hook-started', run });
        const outcome = await start(hook);
        this.#emitLate({ type: 'hook-completed', run: this.#ended(run, outcome) });
      }),
    );
  }

  /** Tells hooks that the user has interrupted the turn; undefined when there are none. */
  interrupted(signal: AbortSignal): Promise<void> | undefined {
    return this.runAt('Interrupt') ? this.runAfterEnd({ event: 'Interrupt', input: {} }, signal) : undefined;
  }

  #chosen({ event, names = [] }: Happening): Hook[] {
    return this.#access.known.filter((hook) => hook.event === event && isInForce(hook) && matches(hook.matcher, names));
  }

  #starter({ event, input: own }: Happening, signal: AbortSignal): (hook: Hook) => Promise<HookOutcome> {
    const { cwd, environment } = this.#context.settings;
    const input = { ...this.#common(event), ...own };
    return (hook) => this.#access.runner.run({ hook, input, cwd, environment, signal });
  }

  #common(event: HookEvent): object {
    const { conversationId, turnId, settings } = this.#context;
    return {
      session_id: conversationId,
      ...(event === 'SessionStart' || event === 'SessionEnd' ? {} : { turn_id: turnId }),
      transcript_path: this.#access.session.transcript,
      cwd: settings.cwd,
      hook_event_name: event,
      ...(event === 'SessionEnd' ? {} : { model: settings.model }),
      ...(event === 'SessionEnd' || event === 'PreCompact' || event === 'PostCompact'
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
