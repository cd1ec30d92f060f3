import { diffArrays } from 'diff';

/** Lines `from`..`to` of the old become lines `newFrom`..`newTo` of the new; ends are exclusive. */
export interface Difference {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/**
 * The time of the search grows with the square of this number. It is a count and not a time limit, so that the same files give the same text on every machine.
 */
const MAX_EDITS = 1000;

/** Where two lists of lines differ, in order. */
export function align(before: readonly string[], after: readonly string[]): Difference[] {
  const differences: Difference[] = [];
  alignPart(before, after, { from: 0, to: before.length, newFrom: 0, newTo: after.length }, differences);
  return differences;
}

function alignPart(before: readonly string[], after: readonly string[], part: Difference, found: Difference[]): void {
  let { from, to, newFrom, newTo } = part;
  for (; from < to && newFrom < newTo && before[from] === after[newFrom]; from++) newFrom++;
  for (; from < to && newFrom < newTo && before[to - 1] === after[newTo - 1]; to--) newTo--;
  if (from === to && newFrom === newTo) return;
  const rest = { from, to, newFrom, newTo };
  if (from === to || newFrom === newTo) {
    found.push(rest);
    return;
  }
  const changes = diffArrays(before.slice(from, to), after.slice(newFrom, newTo), { maxEditLength: MAX_EDITS });
  if (changes !== undefined) {
    found.push(...fromChanges(changes, from, newFrom));
    return;
  }
  const gaps = betweenAnchors(before, after, rest);
  if (gaps.length === 1) found.push(rest);
  else for (const gap of gaps) alignPart(before, after, gap, found);
}

interface Change {
  readonly added: boolean;
  readonly removed: boolean;
  readonly count: number;
}

/** Neighbouring additions and removals, in whichever order they come, are one difference. */
function fromChanges(changes: readonly Change[], from: number, newFrom: number): Difference[] {
  const found: Difference[] = [];
  let at = { from, to: from, newFrom, newTo: newFrom };
  const close = () => {
    if (at.to > at.from || at.newTo > at.newFrom) found.push(at);
  };
  for (const { added, removed, count } of changes) {
    if (removed) at.to += count;
    else if (added) at.newTo += count;
    else {
      close();
      const [old, now] = [at.to + count, at.newTo + count];
      at = { from: old, to: old, newFrom: now, newTo: now };
    }
  }
  close();
  return found;
}

/**
 * For files that differ too much: the gaps between lines that both sides have exactly once and in the same order. A single gap means that there are no such
 * lines.
 */
function betweenAnchors(before: readonly string[], after: readonly string[], part: Difference): Difference[] {
  const places = new Map<string, { old: number; now: number; times: number }>();
  for (let now = part.newFrom; now < part.newTo; now++) {
    const line = after[now] ?? '';
    const known = places.get(line);
    if (known === undefined) places.set(line, { old: -1, now, times: 1 });
    else known.times = 3;
  }
  for (let old = part.from; old < part.to; old++) {
    const known = places.get(before[old] ?? '');
    if (known === undefined) continue;
    known.old = old;
    known.times++;
  }
  const unique = [...places.values()].filter(({ times }) => times === 2).sort((a, b) => a.old - b.old);
  const gaps: Difference[] = [];
  let { from, newFrom } = part;
  for (const { old, now } of longestRising(unique)) {
    gaps.push({ from, to: old, newFrom, newTo: now });
    from = old + 1;
    newFrom = now + 1;
  }
  gaps.push({ from, to: part.to, newFrom, newTo: part.newTo });
  return gaps;
}

/** The longest selection whose places in the new file increase (patience sorting). */
function longestRising<T extends { readonly now: number }>(cards: readonly T[]): T[] {
  interface Laid {
    card: T;
    below: Laid | undefined;
  }
  const tops: Laid[] = [];
  for (const card of cards) {
    let low = 0;
    for (let high = tops.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((tops[middle]?.card.now ?? 0) < card.now) low = middle + 1;
      else high = middle;
    }
    tops[low] = { card, below: tops[low - 1] };
  }
  const rising: T[] = [];
  for (let laid = tops.at(-1); laid !== undefined; laid = laid.below) rising.push(laid.card);
  return rising.reverse();
}
