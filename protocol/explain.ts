import type * as z from 'zod';

/** What is wrong with a value that a schema refuses: where, and in words. */
export interface Explained {
  readonly path: readonly PropertyKey[];
  readonly reason: string;
}

/** Explains the first issue: `expected string, received number`, `expected one of a, b`, `missing, expected object`. */
export function explain({ issues: [first] }: z.core.$ZodError): Explained {
  const { path, message } = first === undefined ? { path: [], message: 'unreadable' } : deepest(first);
  return { path, reason: plain(message) };
}

/** A union reports each of its forms; the one that got furthest says best what was meant. */
function deepest(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string } {
  if (issue.code !== 'invalid_union') return issue;
  const forms = issue.errors.flatMap((errors) => (errors[0] ? [deepest(errors[0])] : []));
  const best = forms.sort((a, b) => b.path.length - a.path.length)[0];
  return best && best.path.length > 0 ? { path: [...issue.path, ...best.path], message: best.message } : issue;
}

/** zod's message without its preamble. */
function plain(message: string): string {
  const text = message.replace(/^Invalid (?:input|option): /, '');
  if (text.startsWith('expected one of ')) return text.replaceAll('"|"', ', ').replaceAll('"', '');
  return text.replace(/^(expected .+), received undefined$/, 'missing, $1');
}
