#!/usr/bin/env node
// Measures our build beside the references, in pairs; see README.md.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cases } from './cases/index.mjs';
import { drawCurves } from './curves.mjs';
import { makeBed } from './lib/bed.mjs';
import { describe, machine, withEnd, writeReport } from './lib/machine.mjs';
import { isInTable, tableOf } from './lib/rows.mjs';
import { killAll } from './lib/server.mjs';
import { pairs, root, sidesFor, versionOf, warm } from './lib/sides.mjs';
import { heading, lineOf, rowsOf } from './lib/table.mjs';

const { values: opt } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    skip: { type: 'string', multiple: true, default: [] },
    protocol: { type: 'string' },
    all: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    fill: { type: 'string', default: '0' },
    timeout: { type: 'string', default: '180' },
    json: { type: 'string' },
    curves: { type: 'string' },
    list: { type: 'boolean', default: false },
    server: { type: 'string' },
    alone: { type: 'boolean', default: false },
  },
});
const protocols = opt.protocol ? [opt.protocol] : ['v1', 'v2'];

const named = (names, c) => names.some((name) => c.name === name || c.name.startsWith(`${name}-`));
function chosen(c, protocol) {
  if (protocol === 'v2' && !c.v2) return false;
  if (named(opt.skip, c)) return false;
  if (opt.only) return named(opt.only, c) && (opt.full || !c.full || opt.only.includes(c.name));
  return (opt.all || isInTable(c.name, protocol)) && (opt.full || !c.full);
}

/** The cases of one protocol, each in pairs. Adds what they come to to the report. */
async function measure(bed, protocol, report) {
  const wanted = cases.filter((c) => chosen(c, protocol));
  if (wanted.length === 0) return;
  const sides = sidesFor(bed, protocol, opt);
  report.versions[protocol] = sides.map(versionOf);
  const [methods] = await Promise.all(sides.map(warm));
  sides.forEach((side, i) => {
    console.log(`${side.label} = ${report.versions[protocol][i]}, protocol ${protocol}`);
  });
  console.log(heading());
  for (const c of wanted) {
    if (c.needs && methods && !methods.includes(c.needs)) {
      console.log(`${c.name.padEnd(19)}skipped: the server does not list ${c.needs}`);
      continue;
    }
    const runs = Math.min(Number(opt.runs), c.most ?? Number.POSITIVE_INFINITY);
    const fill = c.most ? 0 : Number(opt.fill);
    const results = await pairs(bed, c.run, sides, { runs, fill, timeout: Number(opt.timeout) });
    const errors = results.map((list) => list.flatMap((run) => run.error ?? []));
    errors.forEach((list, i) => {
      for (const e of new Set(list)) console.log(`${c.name.padEnd(19)}${sides[i].label} FAILS: ${e}`);
    });
    const rows = rowsOf(results);
    for (const row of rows) console.log(lineOf(c.name, row));
    report.cases.push({ name: c.name, protocol, pairs: results[0].length, errors, rows });
    if (opt.json) writeReport(opt.json, { ...report, machine: withEnd(report.machine) });
  }
  console.log();
}

async function main() {
  if (protocols.some((p) => p !== 'v1' && p !== 'v2')) throw new Error('--protocol is v1 or v2');
  if (opt.list) {
    for (const c of cases) console.log(c.name + (protocols.some((p) => chosen(c, p)) ? '' : ' *'));
    return;
  }
  const bed = await makeBed(path.join(root, '.cache', 'bench'));
  try {
    if (opt.curves) return await drawCurves(bed, { ...opt, folder: opt.curves });
    const report = { machine: machine(), versions: {}, cases: [] };
    for (const protocol of protocols) await measure(bed, protocol, report);
    if (report.cases.length === 0) throw new Error('no such case: --list names them');
    for (const protocol of protocols) {
      const table = tableOf(report, protocol);
      if (table) console.log(`${report.versions[protocol].join(' beside ')}, protocol ${protocol}\n\n${table}`);
    }
    console.log(describe(withEnd(report.machine)));
    if (report.cases.some((c) => c.errors[0].length > 0)) process.exitCode = 1;
  } finally {
    bed.close();
  }
}

try {
  await main();
} catch (e) {
  console.error(`bench: ${e.message}`);
  killAll();
  process.exit(2);
}
