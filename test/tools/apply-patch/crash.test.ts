import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.js';
import { patch, tree } from './support.js';

const TEMPORARY = /^(?:.*\/)?\.turnwire-[0-9a-f]{12}\.tmp$/;
const long = (letter: string) => `${letter.repeat(20_000)}\n`;

test('a process that is killed at any writing step leaves each file old or new, never half', async () => {
  await using work = await scratchFolder('crash');
  // Bundled once: a child then starts in a tenth of the time that loading TypeScript takes.
  const child = join(work.path, 'child.mjs');
  const entryPoints = [join(import.meta.dirname, 'crash-child.ts')];
  buildSync({ entryPoints, outfile: child, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  const text = patch(
    '*** Update File: a',
    `-${long('a').trimEnd()}`,
    `+${long('A').trimEnd()}`,
    '*** Update File: b',
    '*** Move to: c',
    `-${long('b').trimEnd()}`,
    `+${long('B').trimEnd()}`,
    '*** Add File: n/new',
    `+${long('n').trimEnd()}`,
    '*** Delete File: d',
  );
  const before = { a: long('a'), b: long('b'), c: 'overwritten\n', d: long('d') };
  const after = { a: long('A'), c: long('B'), 'n/': '', 'n/new': long('n') };
  const seen = new Set<string>();
  let killed = 0;
  for (let step = 1; ; step++) {
    const cwd = join(work.path, String(step));
    for (const [name, content] of Object.entries(before)) await work.write(`${step}/${name}`, content);
    const { signal, status, stderr } = spawnSync(process.execPath, [child, cwd, text, String(step)], {
      encoding: 'utf8',
    });
    const found = Object.fromEntries(Object.entries(tree(cwd)).filter(([name]) => !TEMPORARY.test(name)));
    if (signal === null) {
      expect(stderr).toBe('');
      expect(status).toBe(0);
      expect(found).toEqual(after);
      break;
    }
    killed++;
    const states: Record<string, (string | undefined)[]> = {
      a: [before.a, after.a],
      b: [before.b, undefined],
      c: [before.c, after.c],
      d: [before.d, undefined],
      'n/': [undefined, ''],
      'n/new': [undefined, after['n/new']],
    };
    for (const [name, allowed] of Object.entries(states)) expect(allowed, `${name} at ${step}`).toContain(found[name]);
    expect(Object.keys(found).filter((name) => !(name in states))).toEqual([]);
    // The content that moves is always somewhere.
    expect(found.b === before.b || found.c === after.c).toBe(true);
    seen.add(
      Object.keys(states)
        .map((name) => states[name]?.indexOf(found[name]))
        .join(''),
    );
  }
  // A folder, three contents, three renames, two removals.
  expect(killed).toBe(9);
  // Killed early, in between and late.
  expect(seen.size).toBeGreaterThan(4);
});
