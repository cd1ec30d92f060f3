#!/usr/bin/env node
// Writes what a run has measured into docs/performance.md, between its marks: node bench/page.mjs [RUN.json] [PEERS.json]
import fs from 'node:fs';
import path from 'node:path';
import { describe } from './lib/machine.mjs';
import { peersTable } from './lib/peers-table.mjs';
import { tableOf } from './lib/rows.mjs';
import { root } from './lib/sides.mjs';

const inBench = (name) => path.join(root, 'bench', name);
const [runFile = inBench('results.json'), peersFile = inBench('peers.json')] = process.argv.slice(2);
const page = path.join(root, 'docs', 'performance.md');
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

const run = read(runFile);
const peers = read(peersFile);
const mostPairs = Math.max(...run.cases.map((one) => one.pairs));
const many = (count, one, several) => (count === 1 ? `One ${one}` : `Medians of ${count} ${several}`);
const parts = {
  v1: tableOf(run, 'v1'),
  v2: tableOf(run, 'v2'),
  machine: `${many(mostPairs, 'pair', 'pairs (of the leak: at most 3)')}. ${describe(run.machine)}.\n`,
  peers: `${peersTable(peers)}\n${many(peers.runs, 'launch of each', 'launches')}. ${describe(peers.machine)}.\n`,
};

let text = fs.readFileSync(page, 'utf8');
for (const [name, content] of Object.entries(parts)) {
  const place = new RegExp(`(<!-- begin: ${name} -->\\n)[^]*?(<!-- end: ${name} -->)`);
  if (!place.test(text)) throw new Error(`${page} has no place for ${name}`);
  text = text.replace(place, (_, begin, end) => `${begin}\n${content}\n${end}`);
}
fs.writeFileSync(page, text);
