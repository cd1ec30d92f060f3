import { type Stats, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { ConversationPage, ConversationSummary, ListedMeta, ListOptions } from '../../core/ports/index.js';
import { isInteractive, kindOfSource } from '../../domain/conversation-source.js';
import { Pace } from '../../os/pace.js';
import { comparePositions, dayOf, decodeCursor, encodeCursor, type Position } from './cursor.js';
import { dayFolders } from './day-folders.js';
import { Folders, newestFirst, type RolloutFile } from './folders.js';
import type { Wish } from './head.js';
import { Heads, type Listed } from './heads.js';
import { parseRolloutName } from './rollout-name.js';
import { type Finding, TextSearch } from './text-search.js';

interface Candidate extends Position {
  readonly revision?: string | undefined;
  readonly path: string;
}

/** What the list needs from the names of conversations. */
interface NamesOf {
  all(): ReadonlyMap<string, string>;
}

/** How many files a search reads at a time. */
const AT_ONCE = 16;

/** A file of the list. */
interface Row extends Found {
  readonly listed: Listed;
}

/** The list of recorded conversations. In its usual order, newest first, names are read first and only the files of the page are opened. */
export class RolloutList {
  readonly #sessions: string;
  readonly #names: NamesOf;
  readonly #folders: Folders;
  readonly #heads = new Heads();

  constructor(sessions: string, names: NamesOf = { all: () => new Map() }, folders = new Folders()) {
    this.#sessions = sessions;
    this.#names = names;
    this.#folders = folders;
  }

  async page(limit: number, cursor: string | undefined, options: ListOptions = {}): Promise<ConversationPage> {
    const items: ConversationSummary[] = [];
    if (limit === 0) return { items };
    const names = this.#names.all();
    let last: Candidate | undefined;
    for await (const row of this.#rows(cursor, options, names)) {
      // One more than asked for exists, so the page is not the last one.
      if (items.length === limit) return { items, nextCursor: cursorAt(last as Candidate, options) };
      const item = summaryOf(row, options, names);
      items.push(item);
      options.onFound?.(item);
      last = row.candidate;
    }
    return { items };
  }

  /** What the list shows of one file. `not-yet`: it has no message of a user. `hidden`: it is not listed. */
  async summaryOf(path: string): Promise<ConversationSummary | 'not-yet' | 'hidden'> {
    const name = parseRolloutName(basename(path));
    if (!name) return 'hidden';
    const listed = await this.#heads.of(path, { wants: () => true, withModel: true });
    if (typeof listed === 'string') return listed;
    const candidate = { ...name, day: dayOf(name.time), path };
    return fits(listed.meta, {}) ? summaryOf({ candidate, listed }, {}, this.#names.all()) : 'hidden';
  }

  /** The files that fit, in order. */
  async *#rows(
    cursor: string | undefined,
    options: ListOptions,
    names: ReadonlyMap<string, string>,
  ): AsyncGenerator<Row> {
    const { saying: text, signal, searchTerm } = options;
    const wish: Wish = { wants: (meta) => fits(meta, options), withModel: options.withModel ?? false };
    const pace = new Pace();
    const all = this.#ordered(cursor, options, pace);
    for await (const some of text === undefined ? found(all) : saying(all, text, signal)) {
      for (const { candidate, message } of some) {
        const read = this.#heads.of(candidate.path, wish);
        const listed = read instanceof Promise ? await read : read;
        if (pace.due) await pace.rest();
        if (typeof listed === 'string') continue;
        const { preview, meta } = listed;
        if (searchTerm !== undefined && !preview.includes(searchTerm) && !names.get(meta.id)?.includes(searchTerm))
          continue;
        yield { candidate, listed, message };
      }
    }
  }

  /** All candidates after the cursor, a folder or more at a time. */
  #ordered(cursor: string | undefined, options: ListOptions, pace: Pace): AsyncGenerator<Iterable<Candidate>> {
    if (options.sortKey === 'updated') return this.#byChange(cursor, options, pace);
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    if (options.direction !== 'asc' && !options.archived) return this.#days(after, pace);
    return this.#sorted(after, options, pace);
  }

  /** One day after another. Read each to its end before the next one. */
  async *#days(after: Position | undefined, pace: Pace): AsyncGenerator<Iterable<Candidate>> {
    /** A reverted conversation has several files: the newest counts. */
    const reverted = new Set<string>();
    for await (const { day, paths } of dayFolders(this.#sessions, this.#folders)) {
      await pace.rest();
      // Newer days are read too, because their files replace older files of the same conversation.
      if (after && day > after.day)
        for (const folder of paths) for (const id of (await this.#folders.list(folder)).reverted) reverted.add(id);
      else yield candidatesOf(day, await this.#filesOf(paths), after, reverted);
    }
  }

  /** The files of folders, in order. */
  async #filesOf([first, ...others]: readonly string[]): Promise<readonly RolloutFile[]> {
    const { rollouts } = await this.#folders.list(first as string);
    if (others.length === 0) return rollouts;
    return [...rollouts, ...(await this.#filesOf(others))].sort(newestFirst);
  }

  /** All archived or all other conversations, newest first; of a conversation with several files only the newest. */
  async #all({ archived }: ListOptions, pace: Pace): Promise<Candidate[]> {
    const all: Candidate[] = [];
    if (!archived) {
      for await (const some of this.#days(undefined, pace)) all.push(...some);
      return all;
    }
    const folder = join(dirname(this.#sessions), 'archived_sessions');
    const seen = new Set<string>();
    for (const { time, id, file } of (await this.#folders.list(folder)).rollouts) {
      if (seen.has(id)) continue;
      seen.add(id);
      all.push({ day: dayOf(time), time, id, path: folder + sep + file });
    }
    return all;
  }

  async *#sorted(after: Position | undefined, options: ListOptions, pace: Pace): AsyncGenerator<Iterable<Candidate>> {
    const all = await this.#all(options, pace);
    const sign = options.direction === 'asc' ? -1 : 1;
    if (sign < 0) all.reverse();
    yield after ? all.filter((candidate) => sign * comparePositions(after, candidate) < 0) : all;
  }

  /** By the time of the last change. */
  async *#byChange(cursor: string | undefined, options: ListOptions, pace: Pace): AsyncGenerator<Iterable<Candidate>> {
    const changed: { candidate: Candidate; key: string }[] = [];
    for (const candidate of await this.#all(options, pace)) {
      const stats = statOf(candidate.path);
      if (pace.due) await pace.rest();
      if (stats) changed.push({ candidate, key: changeKey(stats, candidate) });
    }
    changed.sort((a, b) => (a.key < b.key ? 1 : -1));
    if (options.direction === 'asc') changed.reverse();
    const isAfter = (key: string): boolean =>
      cursor === undefined || (options.direction === 'asc' ? key > cursor : key < cursor);
    yield changed.flatMap(({ candidate, key }) => (isAfter(key) ? [candidate] : []));
  }
}

/** The files of one day after the cursor, made when they are needed: a page ends within a day. What they replace is added to `reverted`. */
function* candidatesOf(
  day: string,
  files: readonly RolloutFile[],
  after: Position | undefined,
  reverted: Set<string>,
): Generator<Candidate> {
  let previous = after;
  for (const { folder, time, id, revision, file } of files) {
    const candidate = { day, time, id, revision, path: folder + sep + file };
    // Files before the cursor replace older files, too.
    if (revision !== undefined && after && comparePositions(candidate, after) <= 0) reverted.add(id);
    // Two folders may spell the same day differently. Files with one name in both count once: a cursor cannot distinguish them.
    if (previous && comparePositions(previous, candidate) >= 0) continue;
    previous = candidate;
    if (reverted.has(id)) continue;
    if (revision !== undefined) reverted.add(id);
    yield candidate;
  }
}

function fits({ source, modelProvider, cwd }: ListedMeta, { sources, providers, cwds }: ListOptions): boolean {
  if (!(sources ? sources.includes(kindOfSource(source)) : isInteractive(source))) return false;
  // A conversation that does not name its provider matches every provider.
  if (providers && modelProvider !== undefined && !providers.includes(modelProvider)) return false;
  return !cwds || cwds.includes(cwd);
}

function summaryOf(
  { candidate, listed, message }: Row,
  { archived = false }: ListOptions,
  names: ReadonlyMap<string, string>,
): ConversationSummary {
  const { path, time } = candidate;
  const { meta, preview, changedAt, model } = listed;
  return {
    conversationId: meta.id,
    location: path,
    preview,
    timestamp: meta.timestamp || undefined,
    meta,
    createdAt: Date.parse(meta.timestamp) || Date.parse(isoOf(time)),
    updatedAt: changedAt,
    archived,
    name: names.get(meta.id) ?? null,
    model,
    message,
  };
}

interface Found {
  readonly candidate: Candidate;
  readonly message?: string | undefined;
}

async function* found(candidates: AsyncIterable<Iterable<Candidate>>): AsyncGenerator<Iterable<Found>> {
  for await (const some of candidates) yield eachFound(some);
}

function* eachFound(candidates: Iterable<Candidate>): Generator<Found> {
  for (const candidate of candidates) yield { candidate };
}

/** Those that have the text, in the same order. Several files are read at once. */
async function* saying(
  candidates: AsyncIterable<Iterable<Candidate>>,
  text: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Found[]> {
  const search = new TextSearch(text, signal);
  const reading: { candidate: Candidate; finding: Promise<Finding> }[] = [];
  for await (const some of candidates) {
    for (const candidate of some) {
      // A file that cannot be read has nothing that could be shown.
      reading.push({ candidate, finding: search.in(candidate.path).catch(() => undefined) });
      const next = reading.length < AT_ONCE ? undefined : reading.shift();
      signal?.throwIfAborted();
      if (next) yield foundIn(next.candidate, await next.finding);
    }
  }
  for (const { candidate, finding } of reading) {
    const result = await finding;
    signal?.throwIfAborted();
    yield foundIn(candidate, result);
  }
}

function foundIn(candidate: Candidate, finding: Finding): Found[] {
  if (finding === 'unsure') return [{ candidate }];
  return finding ? [{ candidate, message: finding.message }] : [];
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Sorts by time, then id. */
const changeKey = ({ mtimeMs }: Pick<Stats, 'mtimeMs'>, { id }: Candidate): string =>
  `${Math.max(mtimeMs, 0).toFixed(3).padStart(20, '0')}|${id}`;

function cursorAt(last: Candidate, { sortKey }: ListOptions): string {
  if (sortKey !== 'updated') return encodeCursor(last);
  const stats = statOf(last.path);
  return stats ? changeKey(stats, last) : encodeCursor(last);
}

const isoOf = (time: string): string => time.replace(/T(\d\d)-(\d\d)-(\d\d)$/, 'T$1:$2:$3');
