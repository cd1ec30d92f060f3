import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { check, median, nowMs } from '../lib/stats.mjs';

function filesOf(place) {
  if (!fs.existsSync(place)) return [];
  if (!fs.statSync(place).isDirectory()) return [place];
  return fs
    .readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

const megabytes = (files) => files.reduce((sum, file) => sum + fs.statSync(file).size, 0) / 1e6;

/** What is installed, what of it this platform runs, and the shortest possible run. */
async function footprint(ctx) {
  const argv = [...ctx.argv.filter((word) => word !== 'app-server'), '--version'];
  const env = { PATH: process.env.PATH, HOME: ctx.home() };
  const version = () => {
    const t = nowMs();
    const r = spawnSync(argv[0], argv.slice(1), { env, encoding: 'utf8' });
    check(r.status === 0 && /\d+\.\d+\.\d+/.test(r.stdout), `--version says ${r.stdout}${r.stderr}`.slice(0, 200));
    return nowMs() - t;
  };
  version();
  const warm = Array.from({ length: 9 }, version);
  const figures = [['--version', median(warm), 'ms']];
  if (!ctx.shipped) return figures;
  const shipped = ctx.shipped.flatMap(filesOf);
  return [
    ['shipped, all platforms', megabytes(shipped), 'MB'],
    ['files', shipped.length, '#'],
    ['code for this platform', megabytes(ctx.code.flatMap(filesOf)), 'MB'],
    ...figures,
  ];
}

export const cases = [{ name: 'footprint', run: footprint }];
