#!/usr/bin/env node
// Our server beside programs of other makers, each driven in its own protocol against one scripted model; see README.md.
import { execFileSync, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeWorkspace } from './lib/bed.mjs';
import { machine, withEnd } from './lib/machine.mjs';
import { peersTable } from './lib/peers-table.mjs';
import { findReference } from './lib/reference.mjs';
import { oursIn, root, versionOf } from './lib/sides.mjs';
import { check, median, nowMs, sleep } from './lib/stats.mjs';
import { dialects } from './peers/dialects.mjs';
import { words } from './peers/model.mjs';
import { Program } from './peers/program.mjs';
import { codexSetUp, programs } from './peers/programs.mjs';

const { values: opt } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    only: { type: 'string', multiple: true },
    json: { type: 'string' },
  },
});
const FURTHER_TURNS = 20;
const DELTAS = 2000;
const base = path.join(root, '.cache', 'peers');

/** Fetches what is missing of the packages. */
function installed() {
  const wanted = programs.map((one) => one.package);
  const mark = path.join(base, 'installed.json');
  if (!fs.existsSync(mark) || fs.readFileSync(mark, 'utf8') !== JSON.stringify(wanted)) {
    console.error(`fetching ${wanted.join(', ')} ...`);
    fs.mkdirSync(base, { recursive: true });
    execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', base, ...wanted], {
      cwd: base,
      stdio: ['ignore', 2, 2],
    });
    fs.writeFileSync(mark, JSON.stringify(wanted));
  }
  const bin = path.join(base, 'node_modules', '.bin');
  return programs.map((one) => ({
    ...one,
    name: `${one.name} ${one.package.slice(one.package.lastIndexOf('@') + 1)}`,
    argv: [path.join(bin, one.bin), ...one.args],
  }));
}

function appServers() {
  const of = (side, dialect) => ({ name: versionOf(side), argv: side.argv, dialect, setUp: codexSetUp });
  const reference = (protocol) => ({ argv: [findReference(root, protocol), 'app-server'] });
  return [of(oursIn(root), 'v1'), of(reference('v1'), 'v1'), of(reference('v2'), 'v2')];
}

/** One turn whose answer has so many words, all of which must have come. */
async function turn(p, dialect, count) {
  p.text = '';
  p.deltas = 0;
  const t = nowMs();
  await dialect.turn(p, `Say it. [[words ${count}]]`);
  const ms = nowMs() - t;
  const wanted = words(count).join('').trim();
  // Some report the end before the last text.
  for (let i = 0; i < 40 && !p.text.includes(wanted); i++) await sleep(25);
  check(p.text.includes(wanted), `the answer lacks words: ${p.text.length} of ${wanted.length} characters`);
  return ms;
}

async function launch(one, measureMemory) {
  const dialect = dialects[one.dialect];
  const { PATH } = process.env;
  const env = { PATH, LANG: 'C.UTF-8', TZ: 'UTC', TERM: 'dumb', SHELL: '/bin/bash', HOME: one.home, ...one.env };
  const p = new Program({ argv: one.argv, cwd: one.cwd, env, deltaOf: dialect.deltaOf, jsonrpc: dialect.jsonrpc });
  const since = () => nowMs() - p.started;
  try {
    await dialect.ready(p);
    const ready = since();
    await dialect.session?.(p);
    const session = dialect.session ? since() : undefined;
    if (measureMemory) {
      if (!dialect.session) await turn(p, dialect, 10);
      await sleep(2000);
      return { memory: p.memory() };
    }
    await turn(p, dialect, 10);
    const first = since();
    const further = [];
    for (let i = 0; i < FURTHER_TURNS; i++) further.push(await turn(p, dialect, 10));
    return { ready, session, first, turn: median(further), stream: await turn(p, dialect, DELTAS) };
  } finally {
    await p.stop();
  }
}

/** A warm-up of each, then rounds that begin at each end in turn. */
async function measure(all) {
  const results = all.map(() => []);
  const errors = all.map(() => undefined);
  const once = async (i, measureMemory, keep = true) => {
    if (errors[i]) return;
    try {
      const figures = await launch(all[i], measureMemory);
      if (keep) results[i].push(figures);
    } catch (e) {
      errors[i] = e.message.split('\n')[0].slice(0, 200);
      console.error(`${all[i].name} FAILS: ${e.message}`);
    }
  };
  for (const i of all.keys()) await once(i, false, false);
  for (let round = 0; round < Number(opt.runs); round++) {
    const order = [...all.keys()];
    if (round % 2) order.reverse();
    for (const i of order) await once(i, false);
    for (const i of order) await once(i, true);
    console.error(`round ${round + 1}`);
  }
  return all.map(({ name }, i) => (errors[i] ? { name, error: errors[i] } : { name, figures: medians(results[i]) }));
}

function medians(runs) {
  const keys = ['ready', 'session', 'first', 'turn', 'stream', 'memory'];
  return Object.fromEntries(
    keys.map((key) => {
      const values = runs.flatMap((run) => run[key] ?? []);
      return [key, values.length > 0 ? Number(median(values).toPrecision(4)) : null];
    }),
  );
}

async function main() {
  const all = [...appServers(), ...installed()].filter(
    ({ name }) => !opt.only || opt.only.some((part) => name.toLowerCase().includes(part.toLowerCase())),
  );
  const model = fork(new URL('./peers/model.mjs', import.meta.url));
  const { port } = await new Promise((resolve) => model.once('message', resolve));
  all.forEach((one, i) => {
    one.home = path.join(base, 'homes', String(i));
    fs.rmSync(one.home, { recursive: true, force: true });
    one.cwd = path.join(base, 'workspaces', String(i));
    makeWorkspace(one.cwd);
    fs.mkdirSync(one.home, { recursive: true });
    one.env = one.setUp(one.home, `http://127.0.0.1:${port}`);
  });
  const begun = machine();
  const report = { runs: Number(opt.runs), programs: await measure(all) };
  report.machine = withEnd(begun);
  model.disconnect();
  if (opt.json) fs.writeFileSync(opt.json, `${JSON.stringify(report, null, 1)}\n`);
  console.log(peersTable(report));
}

await main();
