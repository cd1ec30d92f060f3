import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The tests drive the built program, so it is built anew when a source is newer. */
export function setup(): void {
  const built = existsSync('dist/cli.js') ? statSync('dist/cli.js').mtimeMs : 0;
  const newest = Math.max(...['src', 'protocol', 'clients'].flatMap(timesIn));
  if (newest > built) execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}

function timesIn(folder: string): number[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name)).mtimeMs);
}
