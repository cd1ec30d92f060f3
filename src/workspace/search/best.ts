/** A path with the score that it has for a query. */
export interface Scored {
  readonly path: string;
  readonly score: number;
  readonly isFolder: boolean;
}

/** The best of many: by score, then the shorter path, then the order of the bytes, so that the same files always win. */
export class Best {
  readonly #limit: number;
  readonly #kept: Scored[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(path: string, score: number, isFolder = false): void {
    const kept = this.#kept;
    const last = kept[kept.length - 1];
    if (kept.length === this.#limit && last !== undefined && score < last.score) return;
    const offered = { path, score, isFolder };
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBetter(offered, kept[middle] as Scored)) high = middle;
      else low = middle + 1;
    }
    if (low === this.#limit) return;
    kept.splice(low, 0, offered);
    if (kept.length > this.#limit) kept.pop();
  }

  /** Best first. */
  all(): readonly Scored[] {
    return this.#kept;
  }
}

function isBetter(a: Scored, b: Scored): boolean {
  if (a.score !== b.score) return a.score > b.score;
  return a.path.length === b.path.length ? compareBytes(a.path, b.path) < 0 : a.path.length < b.path.length;
}

/** In UTF-8, where characters beyond U+FFFF come last; JavaScript has them before U+E000. */
export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
