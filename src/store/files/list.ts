import { join } from 'node:path';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { ConversationPage, ConversationSummary } from '../../core/ports/index.js';
import { comparePositions, decodeCursor, encodeCursor, type Position } from './cursor.js';
import { dayFolders, entriesOf } from './day-folders.js';
import { type Head, type HeadResult, readHead } from './head.js';
import { parseRolloutName } from './rollout-name.js';

interface Candidate extends Position {
  readonly revision?: string | undefined;
  readonly path: string;
}

/** Milliseconds of reading heads in one go; then others get their turn. */
const SLICE_MS = 8;
const MAX_CACHED = 100_000;

/** The list of recorded conversations, newest first. Names are read first and only the files of the page are opened. */
export class RolloutList {
  readonly #sessions: string;
  /** What a file begins with never changes once it has a message of the user. */
  readonly #heads = new Map<string, Head | 'hidden'>();

  constructor(sessions: string) {
    this.#sessions = sessions;
  }

  async page(limit: number, cursor: string | undefined): Promise<ConversationPage> {
    const items: ConversationSummary[] = [];
    if (limit === 0) return { items };
    let last: Position | undefined;
    let sliceEnd = performance.now() + SLICE_MS;
    for await (const candidate of this.#candidates(cursor === undefined ? undefined : decodeCursor(cursor))) {
      const head = await this.#head(candidate.path);
      if (performance.now() > sliceEnd) {
        await turnOfTheLoop();
        sliceEnd = performance.now() + SLICE_MS;
      }
      if (head === 'hidden' || head === 'not-yet') continue;
      // One more than asked for exists, so the page is not the last one.
      if (items.length === limit) return { items, nextCursor: encodeCursor(last as Position) };
      items.push({
        conversationId: head.id,
        location: candidate.path,
        preview: head.preview,
        timestamp: head.timestamp,
      });
      last = candidate;
    }
    return { items };
  }

  async *#candidates(after: Position | undefined): AsyncGenerator<Candidate> {
    /** A conversation that was taken back has several files: the newest counts. */
    const reverted = new Set<string>();
    for await (const { day, paths } of dayFolders(this.#sessions)) {
      const candidates: Candidate[] = [];
      for (const folder of paths) {
        for (const entry of await entriesOf(folder)) {
          const name = entry.isFile() ? parseRolloutName(entry.name) : undefined;
          if (name) candidates.push({ day, ...name, path: join(folder, entry.name) });
        }
      }
      candidates.sort((a, b) => comparePositions(a, b) || ((a.revision ?? '') < (b.revision ?? '') ? 1 : -1));
      let previous = after;
      for (const candidate of candidates) {
        // Files before the cursor count for what they hide.
        if (candidate.revision !== undefined && after && comparePositions(candidate, after) <= 0)
          reverted.add(candidate.id);
        // Two files of one name, spelled in two ways, are one place in the list: a cursor could not tell them apart.
        if (previous && comparePositions(previous, candidate) >= 0) continue;
        previous = candidate;
        if (reverted.has(candidate.id)) continue;
        if (candidate.revision !== undefined) reverted.add(candidate.id);
        yield candidate;
      }
    }
  }

  async #head(path: string): Promise<HeadResult> {
    const known = this.#heads.get(path);
    if (known) return known;
    let head: HeadResult;
    try {
      head = await readHead(path);
    } catch {
      return 'not-yet'; // unreadable or gone: one bad file does not spoil the list
    }
    if (head !== 'not-yet') {
      if (this.#heads.size >= MAX_CACHED) this.#heads.clear();
      this.#heads.set(path, head);
    }
    return head;
  }
}
