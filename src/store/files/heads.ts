import { statSync } from 'node:fs';
import { isSame, isSettled } from '../../os/file-mark.js';
import { type ReadHead, readHead, type Wish } from './head.js';
import type { Head } from './usual-head.js';

/** A rollout that the list can show. */
export interface Listed extends Head {
  readonly preview: string;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
  readonly model: string | null;
}

export type Outcome = Listed | 'not-yet' | 'hidden';

const MAX_KNOWN = 100_000;

/** What lists show of rollouts. It is kept while the times and the size of a file show that no process has changed it. */
export class Heads {
  readonly #known = new Map<string, ReadHead>();

  /**
   * `hidden`: the list does not want it. `not-yet` also when it cannot be read: one bad file must not break the list. Nearly every file is read at once: a
   * promise for each would be a good part of the time for a page.
   */
  of(path: string, wish: Wish): Outcome | Promise<Outcome> {
    try {
      const read = this.#unchanged(path, wish) ?? this.#read(path, wish);
      return read instanceof Promise
        ? read.then(
            (late) => outcomeOf(late, wish),
            () => 'not-yet',
          )
        : outcomeOf(read, wish);
    } catch {
      return 'not-yet';
    }
  }

  #unchanged(path: string, wish: Wish): ReadHead | undefined {
    const known = this.#known.get(path);
    if (!known || !answers(known, wish)) return undefined;
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats && isSame(known.mark, stats) ? known : undefined;
  }

  #read(path: string, wish: Wish): ReadHead | Promise<ReadHead> {
    const now = Date.now();
    this.#known.delete(path);
    const read = readHead(path, wish);
    const keep = (done: ReadHead): ReadHead => {
      if (this.#known.size >= MAX_KNOWN) this.#known.clear();
      if (isSettled(done.mark, now)) this.#known.set(path, done);
      return done;
    };
    return read instanceof Promise ? read.then(keep) : keep(read);
  }
}

function outcomeOf({ head, model, mark }: ReadHead, wish: Wish): Outcome {
  if (head === 'not-yet') return head;
  const { meta, preview } = head;
  if (preview === undefined || !wish.wants(meta)) return 'hidden';
  return { meta, preview, model: model ?? null, changedAt: mark.mtimeMs };
}

/** Whether that is all that the list needs. */
function answers({ head, model }: ReadHead, { wants, withModel }: Wish): boolean {
  if (head === 'not-yet' || !wants(head.meta)) return true;
  return head.preview !== undefined && (!withModel || model !== undefined);
}
