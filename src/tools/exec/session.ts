import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { onAbort } from '../../domain/abort.js';
import { Collected } from '../../process/collect.js';
import type { RunResult } from '../../process/supervisor.js';
import type { RunningCommand } from '../shell/command-runner.js';

/** How many bytes of the output are kept until the command ends, as for every command. */
const MAX_OUTPUT = 32 * 1024 * 1024;
/** How many bytes of the output are kept until the model reads them. */
const MAX_UNREAD = 1024 * 1024;

export const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const CONTROL = new RegExp(`([${CTRL_C}${CTRL_D}])`);

/** The output of a session since the last read, and its state. */
export interface Look {
  readonly text: string;
  readonly wallMs: number;
  /** Undefined while the command runs. */
  readonly ended: RunResult | undefined;
}

/** A command that may run longer than the call that started it. */
export class Session {
  readonly id: number;
  readonly hasStdin: boolean;
  readonly #all = new Collected(MAX_OUTPUT);
  readonly #decoder = new StringDecoder('utf8');
  readonly #abort = new AbortController();
  #unread = new Collected(MAX_UNREAD);
  #command: RunningCommand | undefined;
  #result: Promise<RunResult> | undefined;
  #ended: RunResult | undefined;
  readonly #began = performance.now();

  constructor(id: number, hasStdin: boolean) {
    this.id = id;
    this.hasStdin = hasStdin;
  }

  /** Aborted when the command has to end. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get pid(): number | undefined {
    return this.#command?.pid;
  }

  get ended(): RunResult | undefined {
    return this.#ended;
  }

  get ageMs(): number {
    return performance.now() - this.#began;
  }

  /** All of the output so far, both streams as they came. */
  get output(): string {
    return this.#all.text();
  }

  runs(result: Promise<RunResult>): void {
    this.#result = result.then((ended) => {
      this.#unread.add(Buffer.from(this.#decoder.end()));
      this.#ended = ended;
      return ended;
    });
    this.#result.catch(() => {}); // reported by the call that waits for it
  }

  spawned(command: RunningCommand): void {
    this.#command = command;
  }

  printed(chunk: Buffer): void {
    this.#all.add(chunk);
    // Only whole characters: a read must not split one.
    this.#unread.add(Buffer.from(this.#decoder.write(chunk)));
  }

  /** Waits for the end of the command, at most for this time. Rejects when the command could not be started. */
  async look(ms: number, signal: AbortSignal): Promise<Look> {
    const began = performance.now();
    const timer = new AbortController();
    const forget = onAbort(signal, () => timer.abort());
    try {
      await Promise.race([this.#result, delay(ms, undefined, { signal: timer.signal }).catch(() => {})]);
    } finally {
      timer.abort();
      forget();
    }
    const text = this.#unread.text();
    this.#unread = new Collected(MAX_UNREAD);
    return { text, wallMs: performance.now() - began, ended: this.#ended };
  }

  /** Calls back when the command has ended. */
  whenEnded(then: (result: RunResult) => void): void {
    void this.#result?.then(then, () => {});
  }

  /** Ctrl-C interrupts, and Ctrl-D ends the input, as at a terminal. */
  write(chars: string): void {
    for (const part of chars.split(CONTROL)) {
      if (part === CTRL_C) this.#command?.interrupt();
      else if (part === CTRL_D) this.#command?.closeStdin();
      else if (part !== '') this.#command?.write(part);
    }
  }

  kill(): void {
    this.#abort.abort();
  }
}
