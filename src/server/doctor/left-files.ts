import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { livingOwner, newOwner, retire, takeFile } from '../../os/owned-file.js';
import { type Finding, SETTLED_MS, setAside } from './finding.js';

/** Files that killed servers have left: leases, sockets, and files that were being written. They do no harm. */
export async function checkLeftFiles(home: string): Promise<Finding[]> {
  const leases = entries(join(home, 'turnwire', 'leases')).filter((entry) => entry.name.endsWith('.json'));
  const control = join(home, 'app-server-control');
  const sockets = entries(control).filter((entry) => entry.isSocket());
  const dead = await Promise.all(
    sockets.map(async ({ name }) => ((await refuses(join(control, name))) ? [join(control, name)] : [])),
  );
  return [
    ...leases.flatMap(({ name }) => lease(home, join(home, 'turnwire', 'leases', name))),
    ...dead.flat().flatMap((path) => leftover(home, path, 'socket', 'no server listens on it', 0)),
    ...drafts(home).flatMap((path) => leftover(home, path, 'draft', 'it was never finished', SETTLED_MS)),
  ];
}

function lease(home: string, path: string): Finding[] {
  if (livingOwner(path) !== undefined) return [];
  return [
    { check: 'lease', status: 'warn', path, message: 'its server has ended', repair: () => takeLease(home, path) },
  ];
}

/** In the same way as a server: only one process takes over the file of a dead server. */
function takeLease(home: string, path: string): string {
  const self = newOwner();
  try {
    const taken = takeFile(path, self);
    if ('owner' in taken) return 'another server has taken it: left as it is';
    return setAside(home, path, lstatSync(path));
  } finally {
    retire(self);
  }
}

function leftover(home: string, path: string, check: string, message: string, settledMs: number): Finding[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || isYoung(stat, settledMs)) return [];
  return [{ check, status: 'warn', path, message, repair: () => setAside(home, path, stat) }];
}

const isYoung = ({ mtimeMs }: Stats, settledMs: number): boolean => Date.now() - mtimeMs < settledMs;

/** Names that only temporary files have, which a rename would end: `config.toml.1234567`, `….json.0a1b2c3d.new`. */
const DRAFT = /\.(json|jsonl|toml|md)\.(\d{6,}|[\da-f]{8}\.(new|guard))$/;

function drafts(home: string): string[] {
  const folders = [home, ...['', 'leases', 'rollout-index', 'queues'].map((name) => join(home, 'turnwire', name))];
  return folders.flatMap((folder) =>
    entries(folder)
      .filter((entry) => entry.isFile() && DRAFT.test(entry.name))
      .map(({ name }) => join(folder, name))
      .filter((path) => livingOwner(path) === undefined),
  );
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // the check of the home reports this
  }
}

function refuses(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(false);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
