// The two sides of a comparison, and their runs in pairs.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findReference, packageAround } from './reference.mjs';
import { killAll } from './server.mjs';
import { nowMs } from './stats.mjs';
import { open, turn } from './turn.mjs';
import * as v1 from './v1.mjs';
import * as v2 from './v2.mjs';

const MOST_PAIRS = 25;
const protocols = { v1, v2 };

export const root = path.resolve(new URL('../..', import.meta.url).pathname);

export function oursIn(root) {
  const program = path.join(root, 'dist', 'cli.js');
  if (!fs.existsSync(program)) throw new Error('no dist/cli.js: npm run build');
  const { files, name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const inRoot = (name) => path.join(root, name);
  return {
    label: 'A',
    version: `${name} ${version}`,
    argv: [process.execPath, program, 'app-server'],
    shipped: ['package.json', 'README.md', 'LICENSE', ...files.filter((name) => !name.startsWith('!'))].map(inRoot),
    code: ['dist/cli.js', 'dist/program'].map(inRoot),
  };
}

function reference(protocol) {
  const binary = findReference(root, protocol);
  const around = packageAround(binary);
  return { label: 'B', argv: [binary, 'app-server'], shipped: around ? [around] : undefined, code: [binary] };
}

const ours = (server) => (server ? { label: 'A', version: server, argv: server.split(' ') } : oursIn(root));

/** Ours and, unless alone, the reference of that protocol. */
export function sidesFor(bed, protocol, { server, alone, full = false }) {
  const both = alone ? [ours(server)] : [ours(server), reference(protocol)];
  return both.map((own) => bed.side({ ...own, full, protocol: protocols[protocol] }));
}

export function versionOf({ argv, version }) {
  if (version) return version;
  const words = argv.filter((word) => word !== 'app-server');
  return execFileSync(words[0], [...words.slice(1), '--version'], { encoding: 'utf8' }).trim();
}

/** A launch with a turn and a clean end: a program that keeps compiled code has it from now on. Returns what the server can do. */
export async function warm(side) {
  const s = await side.spawn(side.home());
  await turn(side, s, await open(side, s));
  await s.close();
  return s.methods;
}

async function once(bed, run, timeout) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${timeout} s`)), timeout * 1000);
  });
  try {
    return { metrics: await Promise.race([run(), limit]) };
  } catch (e) {
    return { error: e.message };
  } finally {
    clearTimeout(timer);
    killAll();
    bed.cleanHomes();
  }
}

/** Runs of every side, in pairs that start with each side in turn. */
export async function pairs(bed, run, sides, { runs, fill = 0, timeout }) {
  const started = nowMs();
  const results = sides.map(() => []);
  const enough = (n) => n >= runs && (n >= MOST_PAIRS || nowMs() - started >= fill * 1000);
  for (let n = 0; !enough(n); n++) {
    const order = sides.map((_, i) => (i + n) % sides.length);
    for (const i of order) results[i].push(await once(bed, () => run(sides[i]), timeout));
  }
  return results;
}
