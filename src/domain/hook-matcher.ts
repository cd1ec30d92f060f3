/** Whether a matcher of a hook chooses one of the names that a thing has. */
export function matches(matcher: string | undefined, names: readonly string[]): boolean {
  if (matcher === undefined || isForAll(matcher)) return true;
  if (isPlain(matcher)) return matcher.split('|').some((word) => names.includes(word));
  const expression = expressionOf(matcher);
  return names.some((name) => expression.test(name));
}

/** Why it cannot be read; undefined when it can. */
export function matcherProblem(matcher: string): string | undefined {
  if (isForAll(matcher) || isPlain(matcher)) return undefined;
  try {
    expressionOf(matcher);
    return undefined;
  } catch (e) {
    return (e as Error).message;
  }
}

const isForAll = (matcher: string): boolean => matcher === '' || matcher === '*';

/** Whole names, with `|` between them. */
const isPlain = (matcher: string): boolean => /^[A-Za-z0-9_|]*$/.test(matcher);

/** `(?i)` at the start is the one flag that JavaScript writes in another way. */
function expressionOf(matcher: string): RegExp {
  const ignoresCase = matcher.startsWith('(?i)');
  return new RegExp(ignoresCase ? matcher.slice(4) : matcher, ignoresCase ? 'i' : '');
}
