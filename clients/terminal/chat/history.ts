import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** How much of the end of the file is read. */
const READ_BYTES = 1 << 20;
const { O_RDONLY, O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK, O_NOFOLLOW = 0 } = constants;

/** The prompts of the user in all conversations: `history.jsonl` in the home, as codex has it. It is a convenience: what cannot be read or written is left. */
export class PromptHistory {
  readonly #path: string;
  readonly #keeps: boolean;
  readonly #texts: string[];

  /** `keeps`: false when the configuration says that no history is kept. */
  constructor(home: string, keeps: boolean) {
    this.#path = join(home, 'history.jsonl');
    this.#keeps = keeps;
    this.#texts = keeps ? readTexts(this.#path) : [];
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  add(text: string, sessionId: string, seconds: number): void {
    if (text === '' || this.#texts.at(-1) === text) return;
    this.#texts.push(text);
    if (this.#keeps) append(this.#path, `${JSON.stringify({ session_id: sessionId, ts: seconds, text })}\n`);
  }
}

function readTexts(path: string): string[] {
  return (
    withFile(path, O_RDONLY | O_NONBLOCK, (fd, size) => {
      const start = Math.max(0, size - READ_BYTES);
      const bytes = Buffer.alloc(size - start);
      const lines = bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, start)).split('\n');
      if (start > 0) lines.shift();
      return lines.flatMap(textOf);
    }) ?? []
  );
}

/** One write in append mode: other programs write to the file at the same time. */
function append(path: string, line: string): void {
  withFile(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW, (fd) => writeSync(fd, line));
}

/** A file that is not regular or cannot be opened is not used. */
function withFile<T>(path: string, flags: number, use: (fd: number, size: number) => T): T | undefined {
  let fd: number;
  try {
    fd = openSync(path, flags, 0o600);
  } catch {
    return undefined; // there is none yet, or it may not be used
  }
  try {
    const stats = fstatSync(fd);
    return stats.isFile() ? use(fd, stats.size) : undefined;
  } catch {
    return undefined; // the disk is full, for example
  } finally {
    closeSync(fd);
  }
}

function textOf(line: string): string[] {
  try {
    const { text } = JSON.parse(line) as { text?: unknown };
    return typeof text === 'string' ? [text] : [];
  } catch {
    return []; // an empty or a broken line
  }
}
