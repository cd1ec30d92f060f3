import { createHash } from 'node:crypto';
import type { Terminal } from '../../core/ports/index.js';
import type { EventBody } from '../../domain/events.js';
import type { CommandExecution } from '../../domain/item.js';
import type { RunResult } from '../../process/supervisor.js';
import { commandResult } from '../shell/outcome.js';
import type { Session } from './session.js';

/** The most sessions that run at once: more than a model needs, and few enough for a machine. */
const MAX_RUNNING = 64;
/** The most ended sessions that are kept until the model reads their end. */
const MAX_ENDED = 64;
const FIRST_ID = 1000;
const IDS = 99_000;

/** A command that still runs after its call has returned. */
export interface KeptSession {
  readonly session: Session;
  readonly item: CommandExecution;
  /** The command line, as the model wrote it. */
  readonly script: string;
  readonly now: () => number;
  readonly emit: (event: EventBody) => void;
}

/** The commands of a conversation that have outlived their calls. */
export class ExecSessions {
  readonly #kept = new Map<number, KeptSession>();
  readonly #reserved = new Set<number>();

  get full(): boolean {
    return this.running.length + this.#reserved.size >= MAX_RUNNING;
  }

  get running(): readonly KeptSession[] {
    return [...this.#kept.values()].filter(({ session }) => !session.ended);
  }

  /** An id for the command of a call. Each process starts with another id: the model may know ids of an earlier process. */
  reserve(callId: string): number {
    const hash = createHash('sha256').update(callId).digest();
    let id = FIRST_ID + (hash.readUInt32BE(0) % IDS);
    while (this.#kept.has(id) || this.#reserved.has(id)) id = id === FIRST_ID + IDS - 1 ? FIRST_ID : id + 1;
    this.#reserved.add(id);
    return id;
  }

  release(id: number): void {
    this.#reserved.delete(id);
  }

  /** The command keeps running, and emits its end itself. */
  keep(kept: KeptSession): void {
    const { session } = kept;
    this.#kept.set(session.id, kept);
    this.#forgetEnded();
    session.whenEnded((result) => {
      if (this.#kept.get(session.id) === kept) emitEnd(kept, result);
    });
  }

  get(id: number): KeptSession | undefined {
    return this.#kept.get(id);
  }

  /** The model has read its end. */
  forget(id: number): void {
    this.#kept.delete(id);
  }

  list(): Terminal[] {
    return this.running.map(({ session, item, script }) => ({
      itemId: item.id,
      processId: String(session.id),
      command: script,
      cwd: item.cwd,
      pid: session.pid,
    }));
  }

  /** Ends a command at once; false when none such runs. */
  terminate(id: number): boolean {
    const kept = this.#kept.get(id);
    if (!kept || kept.session.ended) return false;
    this.#kept.delete(id);
    emitEnd(kept, undefined);
    kept.session.kill();
    return true;
  }

  terminateAll(): void {
    for (const { session } of this.running) this.terminate(session.id);
  }

  #forgetEnded(): void {
    const ended = [...this.#kept.values()].filter(({ session }) => session.ended);
    for (const { session } of ended.slice(0, Math.max(0, ended.length - MAX_ENDED))) this.#kept.delete(session.id);
  }
}

/** Without a result, the command was ended by the server or a client. */
function emitEnd({ session, item, now, emit }: KeptSession, result: RunResult | undefined): void {
  const ended = endedItem(session, item, result);
  emit({ type: 'execution-ended', item: ended });
  emit({ type: 'item-completed', item: { ...ended, completedAt: now() } });
}

/** The item with the result of the command. */
export function endedItem(session: Session, item: CommandExecution, result: RunResult | undefined): CommandExecution {
  const aggregated = session.output;
  const shown = result
    ? { ...commandResult(result), ...(result.kind === 'not-started' ? {} : { aggregated }) }
    : { stdout: aggregated, stderr: '', aggregated, formatted: aggregated, exitCode: -1, durationMs: session.ageMs };
  return { ...item, status: shown.exitCode === 0 ? 'completed' : 'failed', result: shown };
}
