import type { FileChange } from '../../domain/item.js';
import { shownPath } from '../../os/shown-text.js';
import { unifiedHunks } from './diff/hunks.js';
import type { Plan, PlannedChange } from './plan.js';

/** What clients show of a plan, by absolute path (C95). */
export function fileChanges(plan: Plan): Record<string, FileChange> {
  return Object.fromEntries(plan.changes.map((change) => [shownPath(change.path), fileChange(change)]));
}

function fileChange(change: PlannedChange): FileChange {
  switch (change.type) {
    case 'add':
      return { type: 'add', content: change.after.toString('utf8') };
    case 'delete':
      return { type: 'delete', content: change.before.toString('utf8') };
    case 'update':
      return {
        type: 'update',
        unifiedDiff: unifiedHunks(change.before, change.after, 1),
        movePath: change.movedTo === undefined ? null : shownPath(change.movedTo),
      };
  }
}

/** What an applied patch prints: paths as the patch writes them, a moved file under its new one. */
export function summary(plan: Plan): string {
  const listed = (['add', 'update', 'delete'] as const).flatMap((type) => {
    const paths = plan.changes.filter((change) => change.type === type).map(({ written }) => shownPath(written));
    return [...new Set(paths)].map((path) => `${LETTERS[type]} ${path}\n`);
  });
  return listed.length === 0
    ? 'No files were modified.\n'
    : `Success. Updated the following files:\n${listed.join('')}`;
}

const LETTERS = { add: 'A', update: 'M', delete: 'D' };
