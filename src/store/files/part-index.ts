import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
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

const State = z.custom<ReaderState>((value) => StateForm.safeParse(value).success);
const StateForm = z.lazy(() =>
  z.looseObject({
    decoder: z.looseObject({ items: z.number(), justCompacted: z.boolean(), tier: z.string().nullable() }),
    tracker: z.looseObject({ last: z.string().nullable() }),
    counts: z.record(z.string(), z.number()),
    turnOpen: z.boolean(),
    cwd: z.string(),
    lines: z.number(),
  }),
);
const Index = z.lazy(() =>
  z.object({
    version: z.literal(VERSION),
    dev: z.number(),
    ino: z.number(),
    size: z.number(),
    mtimeMs: z.number(),
    digests: z.number(),
    entangled: z.boolean(),
    parts: z.array(
      z.object({
        start: z.number(),
        end: z.number(),
        after: State,
        hash: z.string(),
        sample: z.string(),
        turns: z.array(z.string()),
        begun: z.number(),
        calls: z.array(z.string()),
        digest: z.unknown(),
      }),
    ),
  }),
);

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
    const index = Index.parse(JSON.parse(text.slice(end + 1)));
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
