import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { ConversationPage, ConversationSummary, ListOptions } from '../../core/ports/index.js';
import { isInteractive, kindOfSource } from '../../domain/conversation-source.js';
import { comparePositions, decodeCursor, encodeCursor, type Position } from './cursor.js';
import { dayFolders, entriesOf } from './day-folders.js';
import { type Head, type HeadResult, readHead } from './head.js';
import { lastModel } from './last-model.js';
import { parseRolloutName } from './rollout-name.js';
import { type Finding, TextSearch } from './text-search.js';

interface Candidate extends Position {
  readonly revision?: string | undefined;
  readonly path: string;
}

/** What the list needs from the names of conversations. */
interface NameOf {
  of(id: string): string | null;
}

/** Heads are read for so many milliseconds; then other work runs. */
const SLICE_MS = 8;
const MAX_CACHED = 100_000;
/** How many files a search reads at a time. */
const AT_ONCE = 16;

/** A file of the list. */
interface Row extends Found {
  readonly head: Head;
}

/** The list of recorded conversations. In its usual order, newest first, names are read first and only the files of the page are opened. */
export class RolloutList {
  readonly #sessions: string;
  readonly #names: NameOf;
  /** The head of a file never changes once it has a user message. */
  readonly #heads = new Map<string, Head>();

  constructor(sessions: string, names: NameOf = { of: () => null }) {
    this.#sessions = sessions;
    this.#names = names;
  }

  async page(limit: number, cursor: string | undefined, options: ListOptions = {}): Promise<ConversationPage> {
    const items: ConversationSummary[] = [];
    if (limit === 0) return { items };
    let last: Candidate | undefined;
    for await (const row of this.#rows(cursor, options)) {
      // One more than asked for exists, so the page is not the last one.
      if (items.length === limit) return { items, nextCursor: await cursorAt(last as Candidate, options) };
      const item = await this.#summary(row, options);
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
    const head = await this.#head(path);
    if (head === 'not-yet') return head;
    const candidate = { ...name, day: name.time.slice(0, 10).replaceAll('-', '/'), path };
    return this.#fits(head, {}) ? this.#summary({ candidate, head }, { withModel: true }) : 'hidden';
  }

  /** The files that fit, in order. */
  async *#rows(cursor: string | undefined, options: ListOptions): AsyncGenerator<Row> {
    let sliceEnd = performance.now() + SLICE_MS;
    const all = this.#ordered(cursor, options);
    const { saying: text, signal } = options;
    for await (const { candidate, message } of text === undefined ? each(all) : saying(all, text, signal)) {
      const head = await this.#head(candidate.path);
      if (performance.now() > sliceEnd) {
        await turnOfTheLoop();
        sliceEnd = performance.now() + SLICE_MS;
      }
      if (head !== 'not-yet' && this.#fits(head, options)) yield { candidate, head, message };
    }
  }

  #ordered(cursor: string | undefined, options: ListOptions): AsyncGenerator<Candidate> {
    if (options.sortKey === 'updated') return this.#byChange(cursor, options);
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    if (options.direction !== 'asc' && !options.archived) return this.#candidates(after);
    return this.#sorted(after, options);
  }

  #fits({ meta, preview }: Head, { sources, providers, cwds, searchTerm }: ListOptions): boolean {
    if (!(sources ? sources.includes(kindOfSource(meta.source)) : isInteractive(meta.source))) return false;
    // A conversation that does not name its provider matches every provider.
    if (providers && meta.modelProvider !== undefined && !providers.includes(meta.modelProvider)) return false;
    if (cwds && !cwds.includes(meta.cwd)) return false;
    if (searchTerm === undefined) return true;
    return preview.includes(searchTerm) || (this.#names.of(meta.id)?.includes(searchTerm) ?? false);
  }

  async #summary({ candidate, head, message }: Row, options: ListOptions): Promise<ConversationSummary> {
    const { path, time } = candidate;
    const { meta, preview } = head;
    const begun = Date.parse(meta.timestamp) || Date.parse(isoOf(time));
    return {
      conversationId: meta.id,
      location: path,
      preview,
      timestamp: meta.timestamp || undefined,
      meta,
      createdAt: begun,
      updatedAt: (await statOf(path))?.mtimeMs ?? begun,
      archived: options.archived ?? false,
      name: this.#names.of(meta.id),
      model: options.withModel ? await lastModel(path) : null,
      message,
    };
  }

  async *#candidates(after: Position | undefined): AsyncGenerator<Candidate> {
    /** A reverted conversation has several files: the newest counts. */
    const reverted = new Set<string>();
    for await (const { day, paths } of dayFolders(this.#sessions)) {
      const candidates: Candidate[] = [];
      for (const folder of paths) candidates.push(...(await candidatesIn(folder, day)));
      candidates.sort((a, b) => comparePositions(a, b) || ((a.revision ?? '') < (b.revision ?? '') ? 1 : -1));
      let previous = after;
      for (const candidate of candidates) {
        // Files before the cursor are read too: they hide older files of the same conversation.
        if (candidate.revision !== undefined && after && comparePositions(candidate, after) <= 0)
          reverted.add(candidate.id);
        // Two folders may spell the same day differently. Files with one name in both count once: a cursor cannot distinguish them.
        if (previous && comparePositions(previous, candidate) >= 0) continue;
        previous = candidate;
        if (reverted.has(candidate.id)) continue;
        if (candidate.revision !== undefined) reverted.add(candidate.id);
        yield candidate;
      }
    }
  }

  /** All archived or all other conversations, newest first; of a conversation with several files only the newest. */
  async #all({ archived }: ListOptions): Promise<Candidate[]> {
    const all: Candidate[] = [];
    if (!archived) {
      for await (const candidate of this.#candidates(undefined)) all.push(candidate);
      return all;
    }
    const found = await candidatesIn(join(dirname(this.#sessions), 'archived_sessions'));
    found.sort((a, b) => comparePositions(a, b) || ((a.revision ?? '') < (b.revision ?? '') ? 1 : -1));
    const seen = new Set<string>();
    return found.filter(({ id }) => !seen.has(id) && seen.add(id));
  }

  async *#sorted(after: Position | undefined, options: ListOptions): AsyncGenerator<Candidate> {
    const all = await this.#all(options);
    const sign = options.direction === 'asc' ? -1 : 1;
    if (sign < 0) all.reverse();
    for (const candidate of all) if (!after || sign * comparePositions(after, candidate) < 0) yield candidate;
  }

  /** By the time of the last change. */
  async *#byChange(cursor: string | undefined, options: ListOptions): AsyncGenerator<Candidate> {
    const changed: { candidate: Candidate; key: string }[] = [];
    for (const candidate of await this.#all(options)) {
      const found = await statOf(candidate.path);
      if (found) changed.push({ candidate, key: changeKey(found, candidate) });
    }
    changed.sort((a, b) => (a.key < b.key ? 1 : -1));
    if (options.direction === 'asc') changed.reverse();
    for (const { candidate, key } of changed) {
      if (cursor === undefined || (options.direction === 'asc' ? key > cursor : key < cursor)) yield candidate;
    }
  }

  async #head(path: string): Promise<HeadResult> {
    const known = this.#heads.get(path);
    if (known) return known;
    let head: HeadResult;
    try {
      head = await readHead(path);
    } catch {
      return 'not-yet'; // unreadable or gone: one bad file must not break the list
    }
    if (head !== 'not-yet') {
      if (this.#heads.size >= MAX_CACHED) this.#heads.clear();
      this.#heads.set(path, head);
    }
    return head;
  }
}

interface Found {
  readonly candidate: Candidate;
  readonly message?: string | undefined;
}

async function* each(candidates: AsyncIterable<Candidate>): AsyncGenerator<Found> {
  for await (const candidate of candidates) yield { candidate };
}

/** Those that have the text, in the same order. Several files are read at once. */
async function* saying(
  candidates: AsyncIterable<Candidate>,
  text: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Found> {
  const search = new TextSearch(text, signal);
  const reading: { candidate: Candidate; finding: Promise<Finding> }[] = [];
  for await (const candidate of candidates) {
    // A file that cannot be read has nothing that could be shown.
    reading.push({ candidate, finding: search.in(candidate.path).catch(() => undefined) });
    const next = reading.length < AT_ONCE ? undefined : reading.shift();
    signal?.throwIfAborted();
    if (next) yield* rowsOf(next.candidate, await next.finding);
  }
  for (const { candidate, finding } of reading) {
    const found = await finding;
    signal?.throwIfAborted();
    yield* rowsOf(candidate, found);
  }
}

function* rowsOf(candidate: Candidate, finding: Finding): Generator<Found> {
  if (finding === 'unsure') yield { candidate };
  else if (finding) yield { candidate, message: finding.message };
}

/** Without a day, the day in their names is used. */
async function candidatesIn(folder: string, day?: string): Promise<Candidate[]> {
  return (await entriesOf(folder)).flatMap((entry) => {
    const name = entry.isFile() ? parseRolloutName(entry.name) : undefined;
    const ofName = name?.time.slice(0, 10).replaceAll('-', '/');
    return name ? [{ day: day ?? (ofName as string), ...name, path: join(folder, entry.name) }] : [];
  });
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch {
    return undefined;
  }
}

/** Sorts by time, then id. */
const changeKey = ({ mtimeMs }: Stats, { id }: Candidate): string =>
  `${Math.max(mtimeMs, 0).toFixed(3).padStart(20, '0')}|${id}`;

async function cursorAt(last: Candidate, { sortKey }: ListOptions): Promise<string> {
  if (sortKey !== 'updated') return encodeCursor(last);
  const found = await statOf(last.path);
  return found ? changeKey(found, last) : encodeCursor(last);
}

const isoOf = (time: string): string => time.replace(/T(\d\d)-(\d\d)-(\d\d)$/, 'T$1:$2:$3');
