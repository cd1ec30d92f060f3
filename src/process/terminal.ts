import { closeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { ReadStream } from 'node:tty';
import { NoTerminal } from './unavailable.js';

export interface TerminalSize {
  readonly rows: number;
  readonly cols: number;
}

/** What we use of the native part of the library. */
interface Native {
  open(cols: number, rows: number): { readonly master: number; readonly slave: number };
  resize(master: number, cols: number, rows: number): void;
}

/** At a terminal, a key ends the input. It works at the beginning of a line. */
const END_OF_INPUT = '\n\u0004';
/** How long output may still come after the end: a process that has left its group can hold the terminal open. */
const DRAIN_MS = 1000;

/** Our ends of open terminals. Children must not get them, and the library does not prevent it. */
const ours = new Set<number>();
export const openTerminals = (): readonly number[] => [...ours];

/** A terminal for one command: what it writes we read, and the other way round. */
export class Terminal {
  /** The side of the command; close it with `started` when the command has it. */
  readonly slave: number;
  readonly #native: Native;
  readonly #master: number;
  readonly #stream: ReadStream;
  readonly #closed: Promise<void>;
  #isClosed = false;

  /** Throws `NoTerminal`. A promise that `onOutput` returns is waited for before more is read. */
  constructor({ rows, cols }: TerminalSize, onOutput: (chunk: Buffer) => unknown) {
    this.#native = loadNative();
    try {
      const { master, slave } = this.#native.open(cols, rows);
      this.#master = master;
      this.slave = slave;
    } catch (e) {
      throw new NoTerminal(`the system gives no terminal: ${(e as Error).message}`);
    }
    ours.add(this.#master);
    this.#stream = new ReadStream(this.#master);
    this.#stream.on('data', (chunk: Buffer) => {
      const wait = onOutput(chunk);
      if (!(wait instanceof Promise)) return;
      this.#stream.pause();
      void wait.then(() => this.#stream.resume());
    });
    this.#stream.on('error', () => this.#stream.destroy()); // EIO: no process has the other side open
    this.#closed = new Promise((resolve) => {
      this.#stream.once('close', () => {
        this.#isClosed = true;
        ours.delete(this.#master);
        resolve();
      });
    });
  }

  /** The command has its side, or will not have it. */
  started(): void {
    closeSync(this.slave);
  }

  /** Bytes that were written and that the terminal has not taken. */
  get unread(): number {
    return this.#stream.writableLength;
  }

  write(data: string | Uint8Array): void {
    if (this.#stream.writable) this.#stream.write(data);
  }

  endInput(): void {
    this.write(END_OF_INPUT);
  }

  resize({ rows, cols }: TerminalSize): void {
    if (!this.#isClosed) this.#native.resize(this.#master, cols, rows);
  }

  /** Call it when the command has ended. Resolves when its last output was read. */
  async close(): Promise<void> {
    do await Promise.race([this.#closed, delay(DRAIN_MS, undefined, { ref: false })]);
    while (!this.#isClosed && this.#stream.isPaused());
    this.#stream.destroy();
  }
}

/** The package finds its native part in a package of its own for each system. Only that is needed: the rest starts processes itself. */
function loadNative(): Native {
  const name = `@lydell/node-pty-${process.platform}-${process.arch}`;
  try {
    const library = createRequire(import.meta.url).resolve('@lydell/node-pty');
    return createRequire(library)(`${name}/pty.node`) as Native;
  } catch {
    throw new NoTerminal(`the optional package @lydell/node-pty with ${name} is not installed, or does not work here`);
  }
}
