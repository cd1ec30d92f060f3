import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRollout } from '../../src/store/files/rollout-reader.js';
import { scratchFolder } from '../support/scratch.js';
import { answered, idOf, line, meta, said, text, turnContext } from './rollouts.js';

const HEAD = text([meta(idOf(1)), ...said('one')]);
const TAIL = text(answered('two'));
const WHOLE = 4;

async function read(content: string | Buffer) {
  await using folder = await scratchFolder('reader');
  return await readRollout(await folder.write('rollout.jsonl', content), { keepLines: true });
}

test.each([
  { what: 'a byte order mark', content: `\ufeff${HEAD}${TAIL}`, findings: [] },
  { what: 'lines that end as on Windows', content: (HEAD + TAIL).replaceAll('\n', '\r\n'), findings: [] },
  { what: 'blank lines', content: `\n \n${HEAD}\n\t\n${TAIL}\n`, findings: [] },
  { what: 'no newline at the end', content: (HEAD + TAIL).trimEnd(), findings: [] },
  {
    what: 'a torn last line',
    content: `${HEAD}${TAIL}{"timesta`,
    findings: ['The last line was cut off and is left out.'],
  },
  {
    what: 'zero bytes in the middle and at the end',
    content: `${HEAD}\0\0\n${TAIL}\0\0\0`,
    findings: ['2 lines held zero bytes, which were taken out.'],
  },
  {
    what: 'lines that are no JSON objects',
    content: `${HEAD}garbage\n{"a":\n5\nnull\n${TAIL}`,
    findings: ['4 lines are not JSON and are left out.'],
  },
])('$what: everything whole is read', async ({ content, findings }) => {
  const rollout = await read(content);
  expect(rollout.meta.id).toBe(idOf(1));
  expect(rollout.records).toHaveLength(WHOLE);
  expect(rollout.findings).toEqual(findings);
});

test('lines and items of later versions are kept unchanged; unknown ones are counted', async () => {
  const unknown = [
    line('world_state', { full: true }),
    line('event_msg', { type: 'thread_goal_updated' }),
    line('response_item', { type: 'ghost_snapshot' }),
    line('response_item', { type: 'message', role: 'user', content: [{ type: 'input_audio' }] }),
  ];
  const { records, lines, findings } = await read(HEAD + text(unknown) + TAIL);
  expect(lines?.filter((_, i) => records[i]?.type === 'unknown')).toEqual(unknown);
  expect(findings).toEqual(['2 lines are of a kind that this version does not know; they are kept in the file.']);
});

test('bytes that are not text are reported, and a replacement character in a text is not', async () => {
  const broken = Buffer.from(text(said('x\u0001y')).replaceAll('\\u0001', '\u0001'), 'latin1');
  broken[broken.indexOf(1)] = 0xff;
  const { findings } = await read(Buffer.concat([Buffer.from(HEAD), broken.subarray(0, broken.indexOf(10) + 1)]));
  expect(findings).toEqual(['1 lines hold characters that are no text.']);
  expect((await read(HEAD + text(answered('cut off: \ufffd')))).findings).toEqual([]);
});

test('the first session_meta says which conversation it is, wherever it stands; further ones are no entries', async () => {
  const { meta: found, records } = await read(
    text([...said('early'), meta(idOf(2)), meta(idOf(3)), ...answered('late')]),
  );
  expect(found.id).toBe(idOf(2));
  expect(records).toHaveLength(4);
});

test('a meta with a source of a later version, a missing source, another spelling of the id is read', async () => {
  expect((await read(text([meta(idOf(1), { source: { subagent: 'a new one' } })]))).meta.source).toBe('unknown');
  expect((await read(text([meta(idOf(1), { source: undefined })]))).meta.source).toBe('vscode');
  expect((await read(text([meta(idOf(0xabc).replaceAll('-', '').toUpperCase())]))).meta.id).toBe(idOf(0xabc));
});

test('lines longer than what is read at once are whole', async () => {
  const long = `${'ä'.repeat(1_500_000)}!`;
  const { records } = await read(HEAD + text(answered(long)));
  expect(records.at(-1)).toMatchObject({ item: { content: [{ text: long }] } });
});

test.each([
  ['an empty file', ''],
  ['nothing but blanks', ' \n\n\t\n'],
  ['nothing but zero bytes', '\0\0\0'],
])('%s is an empty session file', async (_, content) => {
  await expect(read(content)).rejects.toMatchObject({ code: 'rollout_invalid', message: 'empty session file' });
});

test.each([
  ['no session_meta', text(said('hi'))],
  ['the format before lines had types', '{"id":"x","timestamp":"2025-01-01T00:00:00Z"}\n{"record_type":"state"}\n'],
  ['an id that is no UUID', text([meta('../../etc/passwd'), ...said('hi')])],
  ['a picture', Buffer.from('89504e470d0a1a0a00ff', 'hex')],
])('%s does not say which conversation it is', async (_, content) => {
  const message = 'failed to parse conversation ID from rollout file';
  await expect(read(content)).rejects.toMatchObject({ code: 'rollout_invalid', message });
});

test('a file that is not there and a folder are unreadable', async () => {
  await using folder = await scratchFolder('reader');
  await mkdir(join(folder.path, 'folder.jsonl'));
  await writeFile(join(folder.path, 'file'), '');
  for (const name of ['missing.jsonl', 'folder.jsonl', 'file/below.jsonl']) {
    await expect(readRollout(join(folder.path, name))).rejects.toMatchObject({ code: 'rollout_unreadable' });
  }
});

test('each request has its settings, also where their text is that of the line before', async () => {
  const context = (more: object) => JSON.parse(turnContext({ model: 'a', ...more }));
  const later = { sandbox_policy: { mode: 'workspace-write', network_access: true }, effort: 'high' };
  const deep = `{"x":${'['.repeat(100_000)}${']'.repeat(100_000)},`;
  const lines = [
    context({ turn_id: '1' }),
    context({ turn_id: '2' }),
    context({ ...later, turn_id: '3' }),
    context({ ...later, turn_id: null }),
    { ...context(later), timestamp: 5 },
    context({}),
    { ...context({ type: 'thread_goal_updated' }) },
    context({ cwd: 5 }),
    context({ turn_id: '4' }),
  ].map((one) => JSON.stringify(one));
  const nested = turnContext({ model: 'deep' }).replace('"payload":{', `"payload":${deep}`);
  const { records, findings } = await read(text([meta(idOf(1)), ...lines, nested, nested]));
  const settingsOf = records.map((record) =>
    record.type === 'sampling' ? [record.turnId, record.settings.model, record.settings.sandboxPolicy.mode] : undefined,
  );
  expect(settingsOf).toEqual([
    ['1', 'a', 'danger-full-access'],
    ['2', 'a', 'danger-full-access'],
    ['3', 'a', 'workspace-write'],
    [null, 'a', 'workspace-write'],
    undefined,
    [null, 'a', 'danger-full-access'],
    [null, 'a', 'danger-full-access'],
    undefined,
    ['4', 'a', 'danger-full-access'],
    [null, 'deep', 'danger-full-access'],
    [null, 'deep', 'danger-full-access'],
  ]);
  expect(records[3]).toMatchObject({ settings: { effort: 'high', sandboxPolicy: { network_access: true } } });
  expect(findings).toEqual(['2 lines are of a kind that this version does not know; they are kept in the file.']);
});
