import { createHash } from 'node:crypto';
import { closeSync, fstatSync, readSync, type Stats } from 'node:fs';
import { AppError } from '../../../protocol/errors.js';
import type { ConversationParts, Digester } from '../../core/ports/index.js';
import type { ConversationMeta, ConversationRecord } from '../../domain/record.js';
import { openRegularFileSync } from '../../os/open-regular-file.js';
import {
  type IndexedPart,
  indexPath,
  isSameFile,
  type PartIndex,
  readIndex,
  removeIndex,
  writeIndex,
} from './part-index.js';
import { addLine, type Scanned, scanParts } from './part-scan.js';
import { readLines } from './read-lines.js';
import { type ReadRollout, RolloutReader } from './rollout-reader.js';

/** Bytes at the end of a part that are compared before its index is used. */
const SAMPLE = 512;

export type ReadParts<D> = Omit<ReadRollout, 'records' | 'lines'> & Pick<ConversationParts<D>, 'parts'>;

interface Head {
  readonly meta: ConversationMeta;
  readonly metaLine: string;
}

/**
 * Reads long rollouts in parts. Where the parts are is kept in an index, which is made again when it is lost, damaged or older than the file. The file alone
 * counts: a part that is read must have the hash that the index has for it.
 */
export class PartReader {
  readonly #home: string;
  readonly #from: number;
  readonly #partBytes: number | undefined;

  /** Rollouts with at least `from` bytes are read in parts. */
  constructor(home: string, from: number, partBytes?: number) {
    this.#home = home;
    this.#from = from;
    this.#partBytes = partBytes;
  }

  /** Undefined when the rollout is to be read whole, which also reports what is wrong with it. */
  async load<D>(path: string, digester: Digester<D>, signal?: AbortSignal): Promise<ReadParts<D> | undefined> {
    try {
      const stat = statOf(path);
      if (stat.size < this.#from) return undefined;
      const head = await readHead(path);
      return head && (await this.#read(path, stat, head, digester, signal));
    } catch (e) {
      signal?.throwIfAborted();
      if (e instanceof TypeError || e instanceof RangeError) throw e;
      return undefined;
    }
  }

  forget(path: string): void {
    removeIndex(indexPath(this.#home, path));
  }

  async #read<D>(
    path: string,
    stat: Stats,
    head: Head,
    digester: Digester<D>,
    signal: AbortSignal | undefined,
  ): Promise<ReadParts<D> | undefined> {
    const where = indexPath(this.#home, path);
    const index = await this.#checked(where, path, stat, digester);
    if (index?.entangled) return undefined;
    const known = index?.parts ?? [];
    const scanned = await scanParts({ path, meta: head.meta, digester, known, signal, partBytes: this.#partBytes });
    const parts = scanned ? sampled(path, scanned.parts) : [];
    if (parts.length !== known.length || parts.at(-1)?.end !== known.at(-1)?.end || !scanned) {
      const { dev, ino, size, mtimeMs } = stat;
      writeIndex(where, { dev, ino, size, mtimeMs, digests: digester.version, entangled: !scanned, parts });
    }
    return scanned && this.#parts(path, head, scanned, parts, digester);
  }

  async #checked<D>(
    where: string,
    path: string,
    stat: Stats,
    digester: Digester<D>,
  ): Promise<PartIndex<D> | undefined> {
    const index = await readIndex(where, (digest) => digester.parse(digest));
    if (index?.digests !== digester.version || !isSameFile(index, stat)) return undefined;
    const unchanged = stat.size === index.size && stat.mtimeMs === index.mtimeMs;
    const compared = unchanged ? index.parts.slice(-1) : index.parts;
    const samples = samplesOf(path, compared);
    return compared.every(({ sample }, n) => sample === samples[n]) ? index : undefined;
  }

  #parts<D>(
    path: string,
    { meta, metaLine }: Head,
    { rest, size, endsWithNewline }: Scanned<D>,
    parts: readonly IndexedPart<D>[],
    digester: Digester<D>,
  ): ReadParts<D> {
    const records = (n: number) => this.#records(path, meta, parts, n);
    const digests = parts.map(({ digest }) => digest);
    const last = { digest: digester.digest(rest.records, digests), records: async () => rest.records };
    return {
      meta,
      metaLine,
      base: undefined,
      parts: [...digests.map((digest, n) => ({ digest, records: () => records(n) })), last],
      findings: rest.findings(),
      size,
      endsWithNewline,
      nextOrdinal: rest.nextOrdinal,
    };
  }

  async #records<D>(
    path: string,
    meta: ConversationMeta,
    parts: readonly IndexedPart<D>[],
    n: number,
  ): Promise<readonly ConversationRecord[]> {
    const { start, end, hash } = parts[n] as IndexedPart<D>;
    const before = parts[n - 1]?.after;
    const reader = new RolloutReader({ state: before && { ...before, meta } });
    const found = createHash('sha256');
    await readLines(path, { from: start, to: end }, (line, last) => {
      if (last) return true;
      addLine(found, line);
      reader.line(line);
      return true;
    });
    if (found.digest('hex') === hash) return reader.records;
    this.forget(path);
    const reason = 'it has changed while it was read';
    throw new AppError('rollout_unreadable', reason, { path, reason });
  }
}

/** The lines up to the one that says which conversation it is. Undefined when there is none, or it continues another file. */
async function readHead(path: string): Promise<Head | undefined> {
  const reader = new RolloutReader();
  await readLines(path, { to: MAX_HEAD, firstChunk: FIRST_READ }, (line, last) => {
    reader.line(line, last);
    return reader.meta === undefined;
  });
  const { meta, metaLine, base } = reader;
  return meta && !base ? { meta, metaLine } : undefined;
}

const FIRST_READ = 32 * 1024;
const MAX_HEAD = 4 * 1024 * 1024;

function statOf(path: string): Stats {
  const fd = openRegularFileSync(path);
  try {
    return fstatSync(fd);
  } finally {
    closeSync(fd);
  }
}

type Range = Pick<IndexedPart<unknown>, 'start' | 'end'>;

function sampled<D>(path: string, parts: Scanned<D>['parts']): IndexedPart<D>[] {
  const samples = samplesOf(path, parts);
  return parts.map((part, n) => ({ ...part, sample: samples[n] ?? '' }));
}

function samplesOf(path: string, parts: readonly Range[]): string[] {
  const fd = openRegularFileSync(path);
  try {
    return parts.map(({ start, end }) => {
      const bytes = Buffer.alloc(Math.min(SAMPLE, end - start));
      const read = readSync(fd, bytes, 0, bytes.length, end - bytes.length);
      return createHash('sha256').update(bytes.subarray(0, read)).digest('base64').slice(0, 16);
    });
  } finally {
    closeSync(fd);
  }
}
