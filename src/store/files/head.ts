import { closeSync, readSync } from 'node:fs';
import type { ListedMeta } from '../../core/ports/index.js';
import { type Mark, markOf } from '../../os/file-mark.js';
import { lateModule } from '../../os/late-import.js';
import { openedRegularFileSync } from '../../os/open-regular-file.js';
import { lastModel } from './last-model.js';
import { type HeadResult, usualHead } from './usual-head.js';

const loadSearch = lateModule(() => import('./head-search.js'));

export interface Wish {
  /** Whether the list can show such a conversation. */
  readonly wants: (meta: ListedMeta) => boolean;
  readonly withModel: boolean;
}

const EVERYTHING: Wish = { wants: () => true, withModel: false };

export interface ReadHead {
  /** From before it was read. */
  readonly mark: Mark;
  readonly head: HeadResult;
  /** The model of the last turn. Undefined when it was not searched for. */
  readonly model: string | null | undefined;
}

/**
 * In nearly every file, the first bytes hold what the list needs. They are read synchronously: this takes less time than a start of work in Node's thread pool.
 */
const FIRST_READ = 32 * 1024;

/** Each use fills and reads the buffer in one synchronous step. */
const buffer = Buffer.allocUnsafe(FIRST_READ);

/** Reads a file until what the list shows of it is known; throws or rejects when it cannot be read. */
export function readHead(path: string, { wants, withModel }: Wish = EVERYTHING): ReadHead | Promise<ReadHead> {
  const { fd, stats } = openedRegularFileSync(path);
  const mark = markOf(stats);
  let model: string | null | undefined;
  let unusual: Buffer;
  try {
    const start = buffer.subarray(0, readSync(fd, buffer, 0, FIRST_READ, 0));
    const head = usualHead(start, wants);
    if (withModel && (head === undefined || head.preview !== undefined)) model = lastModel(fd, mark.size, start);
    if (head) return { mark, head, model };
    unusual = Buffer.from(start);
  } finally {
    closeSync(fd);
  }
  return loadSearch().then(async ({ searchHead }) => ({
    mark,
    head: await searchHead(path, unusual, unusual.length < FIRST_READ, wants),
    model,
  }));
}
