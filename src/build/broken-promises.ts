import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breakingChanges, unannounced } from '../emit/compatibility.js';
import { type Snapshot, snapshot } from '../emit/snapshot.js';

const FOLDER = 'protocol/released';

/** The changes since the last release that can break a client and that the changelog does not name. */
export function brokenPromises(): string[] {
  const changelog = existsSync('CHANGELOG.md') ? readFileSync('CHANGELOG.md', 'utf8') : '';
  return unannounced(breakingChanges(lastRelease(), snapshot()), changelog).map(
    ({ subject, what }) => `${subject} ${what}: say so in CHANGELOG.md with "- **Breaking**: ${subject} …"`,
  );
}

function lastRelease(): Snapshot {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const last = readdirSync(FOLDER).sort(compare).at(-1);
  if (last === undefined) throw new Error(`no release is recorded in ${FOLDER}`);
  return JSON.parse(readFileSync(join(FOLDER, last), 'utf8')) as Snapshot;
}
