import { isUtf8 } from 'node:buffer';
import { AppError } from '../../../protocol/errors.js';
import type { ConversationMeta, ConversationRecord } from '../../domain/record.js';
import { openRegularFile } from '../../os/open-regular-file.js';
import { Decoder } from './codec.js';

export interface ReadRollout {
  readonly meta: ConversationMeta;
  readonly records: ConversationRecord[];
  /** The line of each record, without its end. */
  readonly lines: string[];
  readonly findings: string[];
  /** Bytes that were read. */
  readonly size: number;
  /** False when the last line lacks its end: the next one must not be glued to it. */
  readonly endsWithNewline: boolean;
}

/** A larger file is no conversation, and would take minutes to read. */
const MAX_BYTES = 4 * 1024 ** 3;
/** A longer line is left out, so that a file without line ends does not fill the memory. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;
const CHUNK = 1 << 20;
const ZEROS = Buffer.alloc(CHUNK);

/**
 * Reads a rollout to the end, taking what is whole and saying what was not. Broken lines are left out, unknown kinds are kept as
 * they stand. Throws `AppError` when there is no rollout to read.
 */
export async function readRollout(path: string): Promise<ReadRollout> {
  const reader = new Reader();
  /** Pieces of a line whose end has not come yet. */
  let rest: Buffer[] = [];
  let restBytes = 0;
  let size = 0;
  let lastByte = 10;
  try {
    for await (const chunk of await rolloutChunks(path)) {
      size += chunk.length;
      lastByte = chunk[chunk.length - 1] as number;
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        const line = chunk.subarray(from, end);
        if (restBytes > MAX_LINE_BYTES) reader.overlong();
        else reader.line(rest.length > 0 ? Buffer.concat([...rest, line]) : line);
        rest = [];
        restBytes = 0;
        from = end + 1;
      }
      if (from === chunk.length) continue;
      if (isHole(chunk)) {
        reader.hole();
        continue;
      }
      restBytes += chunk.length - from;
      if (restBytes > MAX_LINE_BYTES) rest = [];
      else rest.push(chunk.subarray(from));
    }
  } catch (e) {
    const reason = (e as Error).message;
    throw new AppError('rollout_unreadable', reason, { path, reason });
  }
  if (restBytes > MAX_LINE_BYTES) reader.overlong();
  else reader.line(Buffer.concat(rest), true);
  if (!reader.meta)
    throw noRollout(path, reader.blank ? 'empty session file' : 'failed to parse conversation ID from rollout file');
  return {
    meta: reader.meta,
    records: reader.records,
    lines: reader.lines,
    findings: reader.findings(),
    size,
    endsWithNewline: lastByte === 10,
  };
}

async function rolloutChunks(path: string): Promise<AsyncIterable<Buffer>> {
  const file = await openRegularFile(path);
  const { size } = await file.stat();
  // The stream closes the file at its end.
  if (size <= MAX_BYTES) return file.createReadStream({ highWaterMark: CHUNK }) as AsyncIterable<Buffer>;
  await file.close();
  throw new Error(`it has more than ${MAX_BYTES / 1024 ** 3} GiB, which is the most`);
}

const isHole = (chunk: Buffer): boolean => chunk[0] === 0 && chunk.equals(ZEROS.subarray(0, chunk.length));

function noRollout(path: string, reason: string): AppError {
  return new AppError('rollout_invalid', reason, { path, reason });
}

class Reader {
  meta: ConversationMeta | undefined;
  readonly records: ConversationRecord[] = [];
  readonly lines: string[] = [];
  readonly #decoder = new Decoder();
  blank = true;
  readonly #counts = { broken: 0, unknown: 0, zeros: 0, replaced: 0, torn: 0 };
  #number = 0;

  /** Zero bytes are taken out; so many need not be kept until then. */
  hole(): void {
    this.#counts.zeros = Math.max(this.#counts.zeros, 1);
  }

  overlong(): void {
    this.#number++;
    this.blank = false;
    this.#counts.broken++;
  }

  line(bytes: Buffer, last = false): void {
    this.#number++;
    const text = bytes.toString();
    let line = this.#number === 1 ? text.replace(/^\ufeff/, '') : text;
    if (line.includes('\0')) {
      this.#counts.zeros++; // some file systems fill the end of a file with them after a crash
      line = line.replaceAll('\0', '');
    }
    line = line.trim();
    if (line === '') return;
    this.blank = false;
    const json = parse(line);
    if (json === undefined) {
      this.#counts[last ? 'torn' : 'broken']++;
      return;
    }
    if (line.includes('\ufffd') && !isUtf8(bytes)) this.#counts.replaced++;
    const record = this.#decoder.decode(json);
    if ('meta' in record) {
      // The first counts; a fork of the reference carries that of its source behind its own.
      this.meta ??= record.meta;
      return;
    }
    if (record.type === 'unknown') this.#counts.unknown++;
    this.records.push(record);
    this.lines.push(line);
  }

  findings(): string[] {
    const { broken, unknown, zeros, replaced, torn } = this.#counts;
    return [
      ...(torn ? ['The last line was cut off and is left out.'] : []),
      ...(broken ? [`${broken} lines are not JSON and are left out.`] : []),
      ...(unknown
        ? [`${unknown} lines are of a kind that this version does not know; they are kept in the file.`]
        : []),
      ...(zeros ? [`${zeros} lines held zero bytes, which were taken out.`] : []),
      ...(replaced ? [`${replaced} lines hold characters that are no text.`] : []),
    ];
  }
}

function parse(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
