import { lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readHead } from '../../store/files/head.js';
import { indexPath, readIndex } from '../../store/files/part-index.js';
import { readLines } from '../../store/files/read-lines.js';
import { type Finding, SETTLED_MS, setAside } from './finding.js';

/** Files are read as a whole until their sum is this many bytes. Of further files, only the beginnings are read. */
const WHOLE_BYTES = 512 * 1024 * 1024;

const FIRST_LINE_BYTES = 16 * 1024 * 1024;

/** Checks for rollouts that cannot be read, lines that are not JSON, and the files beside rollouts. */
export async function checkStoredFiles(home: string): Promise<Finding[]> {
  const rollouts = [
    ...(await filesIn(join(home, 'sessions'))),
    ...(await filesIn(join(home, 'archived_sessions'))),
  ].filter((path) => path.endsWith('.jsonl'));
  const findings: Finding[] = [];
  let bytes = 0;
  for (const path of rollouts) {
    bytes += lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
    findings.push(...(await rollout(home, path, bytes <= WHOLE_BYTES)));
  }
  const extent = bytes > WHOLE_BYTES ? '; of large ones the beginning was read' : '';
  const broken = findings.length > 0 ? `, ${findings.length} of them damaged` : '';
  const summary = `${rollouts.length} conversation${rollouts.length === 1 ? '' : 's'}${broken}${extent}`;
  return [
    { check: 'rollouts', status: findings.length > 0 ? 'warn' : 'ok', message: summary },
    ...findings,
    ...(await indexes(home, rollouts)),
    ...(await lineFiles(home)),
  ];
}

async function rollout(home: string, path: string, isWhole: boolean): Promise<Finding[]> {
  const check = 'rollout';
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  try {
    const { head } = await readHead(path);
    if (head === 'not-yet' && !(await beginsWithJson(path))) throw new Error('it does not begin as a conversation');
  } catch (e) {
    const message = `it cannot be read: ${(e as Error).message}`;
    const isSettled = stat.isFile() && Date.now() - stat.mtimeMs > SETTLED_MS;
    return [
      { check, status: 'fail', path, message, ...(isSettled ? { repair: () => setAside(home, path, stat) } : {}) },
    ];
  }
  if (!isWhole) return [];
  const bad = await badLines(path);
  if (bad.length === 0) return [];
  const message = `${bad.length === 1 ? `line ${bad[0]} is` : `${bad.length} lines are, the first is line ${bad[0]}:`} no JSON; the others count`;
  return [{ check, status: 'warn', path, message }];
}

async function beginsWithJson(path: string): Promise<boolean> {
  let found = false;
  await readLines(path, { to: FIRST_LINE_BYTES }, (line) => {
    found = line !== undefined && isJson(line);
    return false;
  });
  return found;
}

/** The numbers of the lines that are no JSON. The last line may be cut off: the next writer repairs that. */
async function badLines(path: string): Promise<number[]> {
  const bad: number[] = [];
  let number = 0;
  try {
    await readLines(path, { to: Number.MAX_SAFE_INTEGER }, (line, last) => {
      number += 1;
      if (line !== undefined && !last && line.length > 0 && !isJson(line)) bad.push(number);
      return true;
    });
  } catch {
    return bad; // it is being changed
  }
  return bad;
}

function isJson(line: Buffer): boolean {
  try {
    JSON.parse(line.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** An index that is not there is made again. */
async function indexes(home: string, rollouts: readonly string[]): Promise<Finding[]> {
  const known = new Set(rollouts.map((path) => indexPath(home, path)));
  const findings: Finding[] = [];
  for (const path of await filesIn(join(home, 'turnwire', 'rollout-index'))) {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined || !path.endsWith('.json')) continue;
    const message = !known.has(path)
      ? 'its conversation is gone'
      : (await readIndex(path, (digest) => digest ?? {})) === undefined
        ? 'it is damaged, or of another version'
        : undefined;
    if (message)
      findings.push({ check: 'index', status: 'warn', path, message, repair: () => setAside(home, path, stat) });
  }
  return findings;
}

/** What clients have recorded, with one JSON value on each line. All readers skip other lines. */
async function lineFiles(home: string): Promise<Finding[]> {
  const paths = ['session_index.jsonl', 'history.jsonl', join('turnwire', 'thread-facts.jsonl')].map((name) =>
    join(home, name),
  );
  const findings: Finding[] = [];
  for (const path of paths) {
    const bad = await badLines(path);
    if (bad.length > 0)
      findings.push({
        check: 'records',
        status: 'warn',
        path,
        message: `line ${bad[0]} is no JSON and does not count`,
      });
  }
  return findings;
}

/** Every file below a folder, without following links. */
async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return found.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}
