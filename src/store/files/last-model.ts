import { readSync } from 'node:fs';

/** The settings of the last turn are searched in this many bytes at the end of a rollout. */
const TAIL = 64 * 1024;
/** Each use fills and reads the buffer in one synchronous step. */
const buffer = Buffer.allocUnsafe(TAIL);
const MARK = '"type":"turn_context"';
const NEWLINE = 10;

/** The model of the last turn if the end of the file names it, otherwise null: a list reads no more than that. `start`: the beginning of the file. */
export function lastModel(fd: number, size: number, start: Buffer): string | null {
  if (size <= Math.min(start.length, TAIL)) return modelIn(start);
  const from = Math.max(0, size - TAIL);
  return modelIn(buffer.subarray(0, readSync(fd, buffer, 0, TAIL, from)));
}

function modelIn(bytes: Buffer): string | null {
  const at = bytes.lastIndexOf(MARK);
  if (at < 0) return null;
  const end = bytes.indexOf(NEWLINE, at);
  const line = bytes.subarray(bytes.lastIndexOf(NEWLINE, at) + 1, end < 0 ? undefined : end);
  try {
    const { type, payload } = JSON.parse(line.toString()) as { type?: unknown; payload?: { model?: unknown } };
    return type === 'turn_context' && typeof payload?.model === 'string' ? payload.model : null;
  } catch {
    return null;
  }
}
