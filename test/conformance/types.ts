import { DEVIATIONS, type Deviation } from './type-deviations.js';
import { TypeFolder } from './type-folder.js';

export interface Comparison {
  readonly name: string;
  readonly verdict: 'equal' | 'deviation' | 'missing';
  /** What only one of the two has. */
  readonly detail?: string;
  /** Why a reviewed deviation is wanted. A deviation without a reason is a finding. */
  readonly reason?: string;
}

/**
 * Compares two folders of generated types, one type a file, by structure: each type of the reference is looked up by name in
 * ours. What says the same in other words is no difference: optional or null, bigint or number, intersections or one object,
 * a type named or written out, one folder or several.
 */
export function compareTypes(
  referenceDir: string,
  ourDir: string,
  deviations: Readonly<Record<string, Deviation>> = DEVIATIONS,
  leaveOut?: string,
): Comparison[] {
  const reference = new TypeFolder(referenceDir);
  const ours = new TypeFolder(ourDir, leaveOut);
  return reference.names().map((name): Comparison => {
    if (!ours.has(name)) return { name, verdict: 'missing' };
    const spelled = without(reference.parts(name, 'written out'), ours.parts(name, 'written out'));
    if (spelled.theirs.length + spelled.ours.length === 0) return { name, verdict: 'equal' };
    const only = without(reference.parts(name), ours.parts(name));
    if (only.theirs.length + only.ours.length === 0) return { name, verdict: 'equal' };
    const detail = `theirs: ${list(only.theirs)}. Ours: ${list(only.ours)}`;
    const reviewed = deviations[name];
    const covered =
      reviewed && allNamed(only.theirs, reviewed.theirs) && allNamed(only.ours, reviewed.ours) ? reviewed : undefined;
    return { name, verdict: 'deviation', detail, ...(covered ? { reason: covered.reason } : {}) };
  });
}

interface Only {
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
}

const without = (theirs: ReadonlySet<string>, ours: ReadonlySet<string>): Only => ({
  theirs: [...theirs].filter((part) => !ours.has(part)),
  ours: [...ours].filter((part) => !theirs.has(part)),
});

const list = (parts: readonly string[]) => parts.join('; ') || 'nothing more';

const allNamed = (parts: readonly string[], words: readonly string[] = []) =>
  parts.every((part) => words.some((word) => part.includes(word)));
