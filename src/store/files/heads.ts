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

const MAX_KNOWN = 100_000;

/** What lists show of rollouts. It is kept while the times and the size of a file show that no process has changed it. */
export class Heads {
  readonly #known = new Map<string, ReadHead>();

  /** `hidden`: the list does not want it. `not-yet` also when it cannot be read: one bad file must not break the list. */
  async of(path: string, wish: Wish): Promise<Listed | 'not-yet' | 'hidden'> {
    try {
      const { head, model, mark } = this.#unchanged(path, wish) ?? (await this.#read(path, wish));
      if (head === 'not-yet') return head;
      const { meta, preview } = head;
      if (preview === undefined || !wish.wants(meta)) return 'hidden';
      return { meta, preview, model: model ?? null, changedAt: mark.mtimeMs };
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

  async #read(path: string, wish: Wish): Promise<ReadHead> {
    const now = Date.now();
    this.#known.delete(path);
    const read = await readHead(path, wish);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    if (isSettled(read.mark, now)) this.#known.set(path, read);
    return read;
  }
}

/** Whether that is all that the list needs. */
function answers({ head, model }: ReadHead, { wants, withModel }: Wish): boolean {
  if (head === 'not-yet' || !wants(head.meta)) return true;
  return head.preview !== undefined && (!withModel || model !== undefined);
}
