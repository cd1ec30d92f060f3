const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/** Where a page is in a list that is stored oldest first: from `from` to before `to`. `first` is counted in the order of the page. */
export function positions(
  count: number,
  first: number,
  limit: number | null | undefined,
  isNewestFirst: boolean,
): { readonly from: number; readonly to: number; readonly more: boolean } {
  const end = first + Math.min(Math.max(limit ?? DEFAULT_LIMIT, 1), MAX_LIMIT);
  const more = end < count;
  return isNewestFirst
    ? { from: Math.max(count - end, 0), to: Math.max(count - first, 0), more }
    : { from: first, to: Math.min(end, count), more };
}
