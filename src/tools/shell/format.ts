import type { RunResult } from '../../process/supervisor.js';

const MAX_BYTES = 10_240;
const MAX_LINES = 256;
const HALF_LINES = MAX_LINES / 2;
const HALF_BYTES = MAX_BYTES / 2;

/** What the model reads of a command that ran (C86): compact JSON, the seconds with one decimal. */
export function modelText(output: string, exitCode: number, durationMs: number): string {
  const seconds = (durationMs / 1000).toFixed(1);
  return `{"output":${JSON.stringify(output)},"metadata":{"exit_code":${exitCode},"duration_seconds":${seconds}}}`;
}

/** The output as shown to the model: shortened, and a time-out said first. */
export function formattedOutput(result: Extract<RunResult, { aggregated: string }>): string {
  const text = shorten(result.aggregated);
  return result.kind === 'timed-out'
    ? `command timed out after ${Math.round(result.durationMs)} milliseconds\n${text}`
    : text;
}

/**
 * Head and tail of a long text. Lines are left out where there are many; bytes where the lines are few and long, of which the
 * reference kept the head alone (C125).
 */
export function shorten(text: string): string {
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  const count = newlinesIn(text, end) + 1;
  if (count <= MAX_LINES) return headAndTail(text, MAX_BYTES);
  const marker = `\n[... omitted ${count - MAX_LINES} of ${count} lines ...]\n\n`;
  const head = firstBytes(text.slice(0, endOfLines(text, HALF_LINES)), HALF_BYTES);
  const tail = text.slice(startOfLines(text, HALF_LINES, end), end);
  return `${head}${marker}${lastBytes(tail, MAX_BYTES - Buffer.byteLength(head) - marker.length)}`;
}

/** Before `end`. The text is not split: it may have millions of lines. */
function newlinesIn(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** The position of the newline after the first `lines` lines. There must be more lines. */
function endOfLines(text: string, lines: number): number {
  let end = -1;
  for (let line = 0; line < lines; line++) end = text.indexOf('\n', end + 1);
  return end;
}

/** Where the first one of the last lines before `end` begins. There must be more lines. */
function startOfLines(text: string, lines: number, end: number): number {
  let start = end + 1;
  for (let line = 0; line < lines; line++) start = text.lastIndexOf('\n', start - 2) + 1;
  return start;
}

/** Both ends of a text that has more bytes than `max`. */
export function headAndTail(text: string, max: number): string {
  const bytes = Buffer.byteLength(text);
  if (bytes <= max) return text;
  const [head, tail] = [firstBytes(text, max / 2), lastBytes(text, max / 2)];
  return `${head}\n[... omitted ${bytes - Buffer.byteLength(head) - Buffer.byteLength(tail)} of ${bytes} bytes ...]\n\n${tail}`;
}

/** Each UTF-16 unit needs at least one byte, so at most `max` units are looked at, and one more for the rest of a pair. */
export function firstBytes(text: string, max: number): string {
  const bytes = Buffer.from(text.slice(0, max + 1));
  if (bytes.length <= max) return text;
  let end = max;
  while (isContinuation(bytes[end])) end--;
  return bytes.toString('utf8', 0, end);
}

/** See `firstBytes`. */
export function lastBytes(text: string, max: number): string {
  const bytes = Buffer.from(text.slice(-max - 1));
  if (bytes.length <= max) return text;
  let start = bytes.length - max;
  while (isContinuation(bytes[start])) start++;
  return bytes.toString('utf8', start);
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
