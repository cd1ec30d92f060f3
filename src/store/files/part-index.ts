import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isJsonObject } from '../../domain/json.js';
import { writeAtomically } from '../../os/atomic-write.js';
import { readRegularFile } from '../../os/open-regular-file.js';
import type { ReaderState } from './reader-state.js';

/** Some bytes of a rollout that hold whole turns. */
export interface IndexedPart<D> {
  readonly start: number;
  readonly end: number;
  /** Of the reader after it; what comes next is read with it. */
  readonly after: ReaderState;
  /** Of all its lines. */
  readonly hash: string;
  /** Of its last bytes. */
  readonly sample: string;
  readonly turns: readonly string[];
  /** How many turns begin in it for a line that rolls turns back. */
  readonly begun: number;
  /** Calls that a later output may refer to. */
  readonly calls: readonly string[];
  readonly digest: D;
}

export interface PartIndex<D> {
  readonly dev: number;
  readonly ino: number;
  /** Of the file when it was read. */
  readonly size: number;
  readonly mtimeMs: number;
  /** The version of the digests. */
  readonly digests: number;
  /** The turns of the file refer to each other too much: it is read whole. */
  readonly entangled: boolean;
  readonly parts: readonly IndexedPart<D>[];
}

/** Indexes of another version are made again. It is raised with each change of what lines mean. */
const VERSION = 1;
const MAX_BYTES = 256 * 1024 * 1024;

/** Where the index of a rollout is: it may be deleted at any time. */
export const indexPath = (home: string, rollout: string): string =>
  join(home, 'turnwire', 'rollout-index', `${basename(rollout)}.json`);

/** Undefined when there is no index, or it is damaged or of another version. */
export async function readIndex<D>(
  path: string,
  parse: (digest: unknown) => D | undefined,
): Promise<PartIndex<D> | undefined> {
  try {
    const text = (await readRegularFile(path, { maxBytes: MAX_BYTES })).toString('utf8');
    const end = text.indexOf('\n');
    if (checksum(text.slice(end + 1)) !== text.slice(0, end)) return undefined;
    const index: unknown = JSON.parse(text.slice(end + 1));
    if (!isIndex(index)) return undefined;
    const parts = index.parts.map((part) => {
      const digest = parse(part.digest);
      if (digest === undefined) throw new Error('an unknown digest');
      return { ...part, digest };
    });
    return parts.every(({ start, end }, n) => start === (parts[n - 1]?.end ?? 0) && end > start)
      ? { ...index, parts }
      : undefined;
  } catch {
    return undefined;
  }
}

/** An index that cannot be written is made again when it is needed. */
export function writeIndex<D>(path: string, index: PartIndex<D>): void {
  try {
    const text = JSON.stringify({ version: VERSION, ...index });
    mkdirSync(dirname(path), { recursive: true });
    writeAtomically(path, `${checksum(text)}\n${text}`, 0o600);
  } catch {
    // the disk is full, or the folder is not ours
  }
}

export function removeIndex(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // it is not used: the rollout is gone or has changed
  }
}

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The file is the one of the index, and has at most grown. */
export const isSameFile = ({ dev, ino, size, entangled, parts }: PartIndex<unknown>, stat: Stats): boolean =>
  stat.dev === dev && stat.ino === ino && stat.size >= (entangled ? size : (parts.at(-1)?.end ?? 0));

/** An index can have thousands of parts, and is read before each first page: schemas would take most of that time. */
const isIndex = (value: unknown): value is PartIndex<unknown> & { readonly version: number } =>
  isJsonObject(value) &&
  value.version === VERSION &&
  [value.dev, value.ino, value.size, value.mtimeMs, value.digests].every(isNumber) &&
  typeof value.entangled === 'boolean' &&
  isListOf(value.parts, isPart);

const isPart = (value: unknown): boolean =>
  isJsonObject(value) &&
  isNumber(value.start) &&
  isNumber(value.end) &&
  isNumber(value.begun) &&
  isText(value.hash) &&
  isText(value.sample) &&
  isListOf(value.turns, isText) &&
  isListOf(value.calls, isText) &&
  'digest' in value &&
  isState(value.after);

const isState = (value: unknown): boolean =>
  isJsonObject(value) &&
  isJsonObject(value.decoder) &&
  isNumber(value.decoder.items) &&
  typeof value.decoder.justCompacted === 'boolean' &&
  (value.decoder.tier === null || isText(value.decoder.tier)) &&
  isJsonObject(value.tracker) &&
  (value.tracker.last === null || isText(value.tracker.last)) &&
  isJsonObject(value.counts) &&
  Object.values(value.counts).every(isNumber) &&
  typeof value.turnOpen === 'boolean' &&
  isText(value.cwd) &&
  isNumber(value.lines) &&
  (value.nextOrdinal === undefined || isNumber(value.nextOrdinal));

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';

const isListOf = (value: unknown, is: (member: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every((member) => is(member));
