#!/usr/bin/env node
// Measures our build beside the reference, in pairs; see README.md.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cases } from './cases/index.mjs';
import { makeBed } from './lib/bed.mjs';
import { killAll } from './lib/server.mjs';
import { nowMs } from './lib/stats.mjs';
import { heading, lineOf, rowsOf } from './lib/table.mjs';
import { findReference, packageAround } from './reference.mjs';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const { values: opt } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    skip: { type: 'string', multiple: true, default: [] },
    all: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    fill: { type: 'string', default: '0' },
    timeout: { type: 'string', default: '180' },
    json: { type: 'string' },
    list: { type: 'boolean', default: false },
    server: { type: 'string' },
    alone: { type: 'boolean', default: false },
  },
});
const MOST_PAIRS = 25;

const named = (names, c) => names.some((name) => c.name === name || c.name.startsWith(`${name}-`));
function chosen(c) {
  if (named(opt.skip, c)) return false;
  if (opt.only) return named(opt.only, c) && (opt.full || !c.full || opt.only.includes(c.name));
  return (opt.all || !c.more) && (opt.full || !c.full);
}

function ours() {
  if (opt.server) return { label: 'A', argv: opt.server.split(' ') };
  const program = path.join(root, 'dist', 'cli.js');
  if (!fs.existsSync(program)) throw new Error('no dist/cli.js: npm run build');
  const { files } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const inRoot = (name) => path.join(root, name);
  return {
    label: 'A',
    argv: [process.execPath, program, 'app-server'],
    shipped: ['package.json', 'README.md', 'LICENSE', ...files].map(inRoot),
    code: ['dist/cli.js', 'dist/program', 'dist/commands'].map(inRoot),
  };
}

function reference() {
  const binary = findReference(root);
  const around = packageAround(binary);
  return { label: 'B', argv: [binary, 'app-server'], shipped: around ? [around] : undefined, code: [binary] };
}

async function once(bed, c, side) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${opt.timeout} s`)), opt.timeout * 1000);
  });
  try {
    return { metrics: await Promise.race([c.run(side), limit]) };
  } catch (e) {
    return { error: e.message };
  } finally {
    clearTimeout(timer);
    killAll();
    bed.cleanHomes();
  }
}

/** Runs of every side, in pairs that start with each side in turn. */
async function pairs(bed, c, sides) {
  const started = nowMs();
  const results = sides.map(() => []);
  const enough = (n) => n >= Number(opt.runs) && (n >= MOST_PAIRS || nowMs() - started >= opt.fill * 1000);
  for (let n = 0; !enough(n); n++) {
    const order = sides.map((_, i) => (i + n) % sides.length);
    for (const i of order) results[i].push(await once(bed, c, sides[i]));
  }
  return results;
}

async function methodsOf(side) {
  const s = await side.spawn(side.home());
  await s.close();
  return s.methods;
}

async function main() {
  const wanted = cases.filter(chosen);
  if (opt.list) return console.log(cases.map((c) => c.name + (chosen(c) ? '' : ' *')).join('\n'));
  if (wanted.length === 0) throw new Error('no such case: --list names them');
  const bed = await makeBed(path.join(root, '.cache', 'bench'));
  const sides = (opt.alone ? [ours()] : [ours(), reference()]).map((own) => bed.side({ ...own, full: opt.full }));
  const report = { cpus: os.cpus().length, cpu: os.cpus()[0]?.model, node: process.version, cases: [] };
  const methods = await methodsOf(sides[0]);
  console.log(sides.map((side) => `${side.label} = ${side.argv.join(' ')}`).join('\n'));
  console.log(`${report.cpus} x ${report.cpu}, load ${os.loadavg()[0].toFixed(1)}, node ${report.node}\n${heading()}`);
  for (const c of wanted) {
    if (c.needs && methods && !methods.includes(c.needs)) {
      console.log(`${c.name.padEnd(17)}skipped: the server does not list ${c.needs}`);
      continue;
    }
    const results = await pairs(bed, c, sides);
    const errors = results.map((runs) => runs.flatMap((run) => run.error ?? []));
    errors.forEach((list, i) => {
      for (const e of new Set(list)) console.log(`${c.name.padEnd(17)}${sides[i].label} FAILS: ${e}`);
    });
    const rows = rowsOf(results);
    for (const row of rows) console.log(lineOf(c.name, row));
    report.cases.push({ name: c.name, pairs: results[0].length, errors, rows });
    if (opt.json) fs.writeFileSync(opt.json, `${JSON.stringify(report, null, 1)}\n`);
  }
  bed.close();
  if (report.cases.some((c) => c.errors[0].length > 0)) process.exitCode = 1;
}

try {
  await main();
} catch (e) {
  console.error(`bench: ${e.message}`);
  killAll();
  process.exit(2);
}
