import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FoundFile } from '../../../src/core/ports/index.js';
import { find } from '../../../src/workspace/search/find.js';
import { Listings } from '../../../src/workspace/search/listings.js';
import { makeTree } from './trees.js';

it('a live search reports what it has found while it looks, and each report has what the one before had', async () => {
  await using tree = await makeTree({});
  // The look takes many times as long as the time between reports.
  for (let n = 0; n < 12_000; n++) mkdirSync(join(tree.path, `${n % 100}`, `${n}`), { recursive: true });
  for (let n = 0; n < 10; n++) writeFileSync(join(tree.path, `${n}`, 'rose'), '');
  const reports: FoundFile[][] = [];
  const query = { query: 'rose', live: true, roots: [{ named: '.', path: tree.path }] };
  const listings = new Listings({ home: tree.path, config: tree.path });
  const searcher = { stopped: false };
  const found = await find(query, listings, searcher, (soFar) => reports.push(soFar));
  expect(found).toHaveLength(10);
  expect(reports.length).toBeGreaterThan(0);
  for (const report of reports) expect(found).toEqual(expect.arrayContaining(report));
  // What is known is found at once.
  const again: FoundFile[][] = [];
  expect(await find(query, listings, searcher, (soFar) => again.push(soFar))).toEqual(found);
});
