import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Relative paths of the files that differ or exist in one folder only. */
export function differences(a: string, b: string): string[] {
  const [inA, inB] = [filesOf(a), filesOf(b)];
  const all = [...new Set([...inA, ...inB])].sort();
  return all.filter(
    (path) => !inA.has(path) || !inB.has(path) || !readFileSync(join(a, path)).equals(readFileSync(join(b, path))),
  );
}

function filesOf(folder: string): Set<string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)),
  );
}
