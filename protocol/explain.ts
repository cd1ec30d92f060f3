import type * as z from 'zod';

/** Why a schema refuses a value: the path, and a sentence. */
export interface Explained {
  readonly path: readonly PropertyKey[];
  readonly reason: string;
}

/** Explains the first issue: `expected string, received number`, `expected one of a, b`, `missing, expected object`. */
export function explain({ issues: [first] }: Pick<z.core.$ZodError, 'issues'>): Explained {
  const { path, message } = first === undefined ? { path: [], message: 'unreadable' } : deepest(first);
  return { path, reason: plain(message) };
}

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'> & { readonly values?: readonly unknown[] | undefined };

/** A union reports each of its forms; the form whose check got furthest is probably the intended one. */
function deepest(issue: z.core.$ZodIssue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const forms = issue.errors.flatMap((errors) => (errors[0] ? [deepest(errors[0])] : []));
  const depth = Math.max(0, ...forms.map(({ path }) => path.length));
  const furthest = forms.filter(({ path }) => path.length === depth);
  // When a member is a tag, forms with another tag were not intended.
  const meant = depth > 0 ? furthest.find(({ values }) => values === undefined) : undefined;
  const best = meant ?? oneOf(furthest.filter(({ values }) => values !== undefined));
  return best ? { ...best, path: [...issue.path, ...best.path] } : issue;
}

/** The words of all forms as one choice. */
function oneOf(forms: readonly Issue[]): Issue | undefined {
  const values = [...new Set(forms.flatMap(({ values = [] }) => values))];
  const [first] = forms;
  if (first === undefined || values.length < 2) return first;
  return {
    path: first.path,
    values,
    message: `expected one of ${values.map((value) => JSON.stringify(value)).join('|')}`,
  };
}

/** zod's message without its preamble. */
function plain(message: string): string {
  const text = message.replace(/^Invalid (?:input|option): /, '');
  if (text.startsWith('expected one of ')) return text.replaceAll('"|"', ', ').replaceAll('"', '');
  return text.replace(/^(expected .+), received undefined$/, 'missing, $1');
}
