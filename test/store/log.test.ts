import { execFileSync } from 'node:child_process';
import fs, {
  appendFileSync,
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { ConversationRecord } from '../../src/domain/record.js';
import { encodeRecords } from '../../src/store/files/codec.js';
import { encodeInPieces } from '../../src/store/files/long-lines.js';
import { type Ordinals, ordinalOf, withOrdinal } from '../../src/store/files/ordinal.js';
import { RolloutLog } from '../../src/store/files/rollout-log.js';
import { readRollout } from '../../src/store/files/rollout-reader.js';
import { scratchFolder } from '../support/scratch.js';
import { putOdd } from '../support/special-files.js';
import { idOf, meta, said, text } from './rollouts.js';

const note = (summary: string, ordinals?: Ordinals) =>
  encodeRecords('id', '1970-01-01T00:00:00.000Z', [{ type: 'compaction', summary }], ordinals);

async function opened() {
  const folder = await scratchFolder('log');
  const path = await folder.write('a/b/rollout.jsonl', text([meta(idOf(1)), ...said('one')]));
  const { size, endsWithNewline } = await readRollout(path);
  const log = RolloutLog.reopen(path, { size, newline: endsWithNewline });
  let restored = 0;
  log.onRepaired(() => restored++);
  return {
    log,
    path,
    restored: () => restored,
    content: () => readFileSync(path, 'utf8'),
    async [Symbol.asyncDispose]() {
      await log.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test('a record has the time of writing in UTC', async () => {
  await using l = await opened();
  l.log.write(() => note('x'));
  const last = l.content().trimEnd().split('\n').at(-1);
  expect(last).toBe('{"timestamp":"1970-01-01T00:00:00.000Z","type":"compacted","payload":{"message":"x"}}');
});

test('a file that was removed, with its folders, is written anew from the beginning (C52)', async () => {
  await using l = await opened();
  const before = l.content();
  l.log.write(() => note('x'));
  const written = l.content();
  rmSync(join(l.path, '../..'), { recursive: true });
  l.log.write(() => note('y'));
  expect(l.restored()).toBe(1);
  expect(l.content().startsWith(written)).toBe(true);
  l.log.write(() => note('z'));
  expect(l.content().startsWith(before)).toBe(true);
  expect(l.content().trimEnd().split('\n')).toHaveLength(6);
  expect(l.restored()).toBe(1);
  expect(l.log.changedElsewhere()).toBe(false);
});

test('a file that another program has put in its place is set aside', async () => {
  await using l = await opened();
  const before = l.content();
  writeFileSync(`${l.path}.new`, `${l.content()}{"torn`);
  renameSync(`${l.path}.new`, l.path);
  l.log.write(() => note('x'));
  expect(l.content()).toBe(before + note('x'));
  expect(readFileSync(`${l.path}.foreign-1`, 'utf8')).toBe(`${before}{"torn`);
  expect(l.restored()).toBe(1);
});

test('a file that was moved is followed', async () => {
  await using l = await opened();
  renameSync(l.path, `${l.path}.moved`);
  l.log.write(() => note('x'));
  expect(readFileSync(`${l.path}.moved`, 'utf8')).toContain('"x"');
});

test('what others have written is noticed', async () => {
  await using l = await opened();
  expect(l.log.changedElsewhere()).toBe(false);
  writeFileSync(l.path, 'more\n', { flag: 'a' });
  expect(l.log.changedElsewhere()).toBe(true);
});

test('a new log does not take the place of a file that is there', async () => {
  await using l = await opened();
  linkSync(l.path, `${l.path}.2`);
  expect(() => RolloutLog.create(`${l.path}.2`)).toThrow('EEXIST');
});

test('nothing is written after the end', async () => {
  await using l = await opened();
  const before = l.content();
  await l.log.close();
  expect(() => l.log.write(() => note('x'))).toThrow(expect.objectContaining({ code: 'io_error' }));
  await l.log.close();
  expect(l.content()).toBe(before);
});

// The limit on the size of files stands for a full disk: a part of the record is written before the rest is refused.
test.skipIf(process.platform === 'win32')('nothing stays of a record that a full disk has cut in two', async () => {
  await using folder = await scratchFolder('full');
  const path = join(folder.path, 'rollout.jsonl');
  const program = fileURLToPath(new URL('full-disk.ts', import.meta.url));
  const script = 'ulimit -S -f 8 && exec "$0" --import tsx "$1" "$2"';
  execFileSync('bash', ['-c', script, process.execPath, program, path], { stdio: 'pipe' });
  const { records, findings } = await readRollout(path);
  expect(findings).toEqual([]);
  expect(records.at(-1)).toEqual({ type: 'compaction', summary: 'there is room again' });
});

test.each(['cut', 'emptied', 'overwritten'])(
  'a rollout that was %s in place is written again from memory',
  async (how) => {
    await using l = await opened();
    l.log.rebuildFrom(() => text([meta(idOf(1)), ...said('from memory')]));
    if (how === 'cut') truncateSync(l.path, 100);
    else writeFileSync(l.path, how === 'emptied' ? '' : 'x'.repeat(10_000));
    l.log.write(() => note('x'));
    expect(l.content()).toBe(text([meta(idOf(1)), ...said('from memory')]) + note('x'));
    expect(l.restored()).toBe(1);
    l.log.write(() => note('y'));
    expect(l.restored()).toBe(1);
  },
);

test('an end that was overwritten in place, with the size as it was, is noticed at the next look', async () => {
  await using l = await opened();
  l.log.rebuildFrom(() => text([meta(idOf(1)), ...said('from memory')]));
  l.log.write(() => note('x'));
  l.log.ensure();
  expect(l.restored()).toBe(0);
  writeFileSync(l.path, l.content().replace('"x"', '"X"'));
  l.log.ensure();
  expect(l.restored()).toBe(1);
  expect(l.content()).toBe(text([meta(idOf(1)), ...said('from memory')]));
});

test('lines that another program adds while a record is being written stay, and so does the record', async () => {
  await using l = await opened();
  const before = l.content();
  const { writeSync } = fs;
  fs.writeSync = ((...args: Parameters<typeof writeSync>) => {
    appendFileSync(l.path, note('theirs'));
    return writeSync(...args);
  }) as typeof writeSync;
  syncBuiltinESMExports();
  try {
    l.log.write(() => note('ours'));
  } finally {
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
  }
  l.log.write(() => note('later'));
  expect(l.content()).toBe(before + note('theirs') + note('ours') + note('later'));
  expect(l.restored()).toBe(0);
});

test('lines are numbered on in a file whose lines are numbered, also after lines of another program (C320)', async () => {
  await using folder = await scratchFolder('log');
  const lines = [meta(idOf(1)), ...said('one')].map((line, n) => withOrdinal(line, n));
  const path = await folder.write('rollout.jsonl', text(lines));
  const { size, endsWithNewline, nextOrdinal } = await readRollout(path);
  const log = RolloutLog.reopen(path, { size, newline: endsWithNewline, nextOrdinal });
  log.write((ordinals) => note('x', ordinals) + note('y', ordinals));
  appendFileSync(path, text([withOrdinal(said('theirs')[0] as string, 5)]));
  log.write((ordinals) => note('z', ordinals));
  await log.close();
  const ordinals = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ordinalOf(line));
  expect(ordinals).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('a file that was moved away before it is opened is not made again', async () => {
  await using folder = await scratchFolder('log');
  const path = join(folder.path, 'gone.jsonl');
  expect(() => RolloutLog.reopen(path, { size: 5, newline: true })).toThrow('ENOENT');
  expect(existsSync(path)).toBe(false);
});

test.each(['a pipe', 'a folder', 'a socket'])('%s in the place of a rollout is not continued', async (kind) => {
  await using folder = await scratchFolder('log');
  const path = join(folder.path, 'rollout.jsonl');
  await putOdd(kind, path);
  expect(() => RolloutLog.reopen(path, { size: 5, newline: true })).toThrow('not a regular file');
});

test('a file that is written again from memory is numbered from its first line', async () => {
  await using folder = await scratchFolder('log');
  const log = RolloutLog.create(join(folder.path, 'rollout.jsonl'), 0);
  const first = `${meta(idOf(1))}\n`;
  log.write((ordinals) => ordinals.number(first) + note('x', ordinals));
  log.rebuildFrom((ordinals) => ordinals.number(first) + note('from memory', ordinals));
  truncateSync(log.path, 1);
  log.ensure();
  log.write((ordinals) => note('y', ordinals));
  await log.close();
  const lines = readFileSync(log.path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => ordinalOf(line))).toEqual([0, 1, 2]);
  expect(lines[1]).toContain('from memory');
});

test('a line with a long text is written in pieces, and is the same line', async () => {
  await using folder = await scratchFolder('long');
  // Pairs of two units, cut between their halves if they are cut at even places.
  const output = `x${'😀"\n'.repeat(200_000)}`;
  const result = { aggregated: output, exitCode: 0, durationMs: 1 };
  const item = { ...commandItem, result };
  const records: ConversationRecord[] = [
    { type: 'compaction', summary: 'before' },
    { type: 'event', event: { type: 'item-completed', item }, turnId: 't' },
    { type: 'compaction', summary: 'after' },
  ];
  const of = [idOf(1), '1970-01-01T00:00:00.000Z', records] as const;
  const pieces = [...encodeInPieces(...of)];
  expect(pieces.join('') === encodeRecords(...of)).toBe(true);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(output.length);
  for (const firstOrdinal of [undefined, 7]) {
    const files = [encodeInPieces, encodeRecords].map((encode, n) => {
      const path = join(folder.path, `${n}-${firstOrdinal}.jsonl`);
      const log = RolloutLog.create(path, firstOrdinal);
      log.write((ordinals) => encode(...of, ordinals));
      log.write((ordinals) => note('last', ordinals));
      log.ensure();
      expect(log.changedElsewhere()).toBe(false);
      void log.close();
      return readFileSync(path);
    });
    expect(files[0]?.equals(files[1] as Buffer)).toBe(true);
  }
});

const commandItem = {
  type: 'command-execution' as const,
  id: 'c',
  callId: 'c',
  startedAt: 1,
  completedAt: 2,
  command: ['cat'],
  cwd: '/tmp',
  source: 'agent' as const,
  processId: null,
  actions: [],
  status: 'completed' as const,
};
