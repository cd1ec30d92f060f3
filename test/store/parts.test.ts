import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { modelRecords } from '../../src/core/history/model-records.js';
import { partDigests } from '../../src/core/history/part-digest.js';
import { replay } from '../../src/core/history/replay.js';
import { heldHistory, PartedHistory } from '../../src/core/history/turn-history.js';
import { PartReader } from '../../src/store/files/part-reader.js';
import { readRollout } from '../../src/store/files/rollout-reader.js';
import { scratchFolder } from '../support/scratch.js';
import {
  answered,
  called,
  context,
  idOf,
  line,
  meta,
  outputOf,
  said,
  showed,
  text,
  tokens,
  turnContext,
  viewed,
} from './rollouts.js';

type Random = (below: number) => number;

/** A small generator, so that a seed names a rollout. */
function randomFrom(seed: number): Random {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const ITEM = { content: [{ type: 'text', text: 'whole', text_elements: [] }] };
const whole = (turn: string, id: string, item: object): string =>
  line('event_msg', { type: 'item_completed', thread_id: idOf(1), turn_id: turn, item: { id, ...item } });
const command = (turn: string, id: string): string =>
  whole(turn, id, {
    type: 'CommandExecution',
    command: ['ls'],
    cwd: 'file:///w',
    parsed_cmd: [],
    source: 'agent',
    status: 'completed',
    aggregated_output: 'x'.repeat(200),
    exit_code: 0,
    duration: { secs: 1, nanos: 0 },
  });

const goal = (n: number): string =>
  line('event_msg', {
    type: 'thread_goal_updated',
    threadId: idOf(1),
    goal: {
      threadId: idOf(1),
      objective: `goal ${n}`,
      status: 'paused',
      tokensUsed: n,
      timeUsedSeconds: 0,
      createdAt: 0,
      updatedAt: 0,
    },
  });

/** The lines of one turn of 0.44: its id is in no line. */
function oldTurn(n: number, random: Random): string[] {
  const parts = [
    () => said(`message ${n}`),
    () => answered(`answer ${n}`),
    () => [called(`call-${random(9)}`)],
    () => [called(`call-${n}`), outputOf(`call-${n}`)],
    () => [outputOf(`call-${random(n + 1)}`)],
    () => showed(),
    () => [viewed()],
    () => [line('event_msg', { type: 'agent_reasoning', text: `thought ${n}` })],
    () => [line('event_msg', { type: 'turn_aborted', reason: 'interrupted' })],
  ];
  return [...said(`begin ${n}`), turnContext({ model: `model-${n}` }), ...some(parts, random), tokens(n)];
}

/** The lines of one turn of 0.171. */
function newTurn(n: number, random: Random): string[] {
  const id = `turn-${n}`;
  const parts = [
    () => [command(id, `call-${n}`)],
    () => [command(`turn-${random(n + 1)}`, `late-${n}`)],
    () => [whole(id, `user-${n}`, { type: 'UserMessage', ...ITEM }), ...said('whole')],
    () => [whole(id, `agent-${n}`, { type: 'AgentMessage', content: [{ type: 'Text', text: `answer ${n}` }] })],
    () => answered(`answer ${n}`),
    () => [line('event_msg', { type: 'thread_settings_applied', thread_settings: { service_tier: 'flex' } })],
  ];
  const end = { type: 'turn_complete', turn_id: id, completed_at_ms: n * 1000, last_agent_message: null };
  return [
    line('event_msg', { type: 'turn_started', turn_id: id, started_at_ms: n * 1000, model_context_window: null }),
    ...said(`begin ${n}`),
    turnContext({ model: `model-${n}`, turn_id: id }),
    ...some(parts, random),
    tokens(n),
    ...(random(4) > 0 ? [line('event_msg', end)] : []),
  ];
}

/** What may be between two turns. */
function between(n: number, random: Random): string[] {
  const parts: (() => string[])[] = [
    () => [line('compacted', { message: `summary ${n}` })],
    () => [line('compacted', { message: `summary ${n}` }), ...answered('Compact task completed')],
    () => [line('compacted', { message: '', replacement_history: [JSON.parse(context()).payload] })],
    () => [context(`<environment_context>\n  <cwd>/n${n}</cwd>\n</environment_context>`)],
    () => [line('event_msg', { type: 'thread_rolled_back', num_turns: 1 + random(4) })],
    () => [goal(n)],
    () => ['{"torn', 'garbage', '\0\0\0', '\0{"a":1}', ''],
    () => [line('unheard_of', { n })],
    () => [meta(idOf(2))],
  ];
  return random(3) > 0 ? [] : some(parts, random).slice(0, 4);
}

const some = (parts: (() => string[])[], random: Random): string[] =>
  Array.from({ length: random(4) }, () => parts[random(parts.length)]?.() ?? []).flat();

function rollout(seed: number): string[] {
  const random = randomFrom(seed);
  const form = seed % 3;
  const turn = (n: number) => (form === 0 || (form === 1 && random(2) > 0) ? oldTurn(n, random) : newTurn(n, random));
  const lines = [
    meta(idOf(1)),
    context(),
    ...Array.from({ length: 3 + random(25) }, (_, n) => [...turn(n), ...between(n, random)]).flat(),
  ];
  if (form !== 2) return lines;
  // The form of 0.171 has a number in each line.
  return lines.map((each, n) => (each.startsWith('{"timestamp"') ? each.replace(',', `,"ordinal":${n},`) : each));
}

async function expectSame(reader: PartReader, path: string): Promise<number> {
  const all = await readRollout(path);
  const { parts, ...rest } = (await reader.load(path, partDigests)) ?? expect.fail('it was read whole');
  const records = (await Promise.all(parts.map((part) => part.records()))).flat();
  expect(records).toEqual(all.records);
  const { records: _, lines: __, ...same } = all;
  expect(rest).toEqual(same);

  const state = replay(all.records);
  const held = heldHistory(state);
  const history = new PartedHistory({ parts });
  expect(history.turnIds).toEqual(held.turnIds);
  expect(history.itemCount).toBe(held.itemCount);
  expect(await history.model()).toBe(state.settings?.model);
  for (const size of [1, 3, 100]) {
    for (let from = 0; from < held.turnIds.length; from += size)
      expect(await history.turns(from, from + size)).toEqual(await held.turns(from, from + size));
    for (let from = 0; from < held.itemCount; from += size)
      expect(await history.items(from, from + size)).toEqual(await held.items(from, from + size));
  }
  for (const id of held.turnIds) expect(await history.itemsOf(id)).toEqual(await held.itemsOf(id));
  for (const { turnId, item } of state.placed()) {
    for (const which of ['first', 'last'] as const) {
      expect(await history.indexOf(item.id, turnId, which)).toBe(await held.indexOf(item.id, turnId, which));
      expect(await history.indexOf(item.id, undefined, which)).toBe(await held.indexOf(item.id, undefined, which));
    }
  }

  const { records: needed, parts: known } = await modelRecords({ parts });
  for (const [n, part] of known.entries()) expect(await part.records()).toEqual(await parts[n]?.records());
  const model = replay(needed);
  for (const member of ['items', 'settings', 'usage', 'usageIsCurrent', 'goal', 'queued', 'strayOutputs'] as const)
    expect(model[member], member).toEqual(state[member]);
  expect(model.repairedCalls).toBe(state.repairedCalls);
  return parts.length;
}

const indexFiles = async (home: string): Promise<string[]> =>
  (await readdir(join(home, 'turnwire', 'rollout-index')).catch(() => [])).map((name) =>
    join(home, 'turnwire', 'rollout-index', name),
  );

test.each(Array.from({ length: 36 }, (_, seed) => seed))('rollout %i: its parts are the whole', async (seed) => {
  await using folder = await scratchFolder('parts');
  const lines = rollout(seed);
  const half = Math.floor(lines.length / 2);
  const path = await folder.write('rollout.jsonl', text(lines.slice(0, half)));
  const reader = new PartReader(folder.path, 0, 700);
  await expectSame(reader, path);
  await expectSame(reader, path);
  await appendFile(path, text(lines.slice(half)).slice(0, seed % 5 === 0 ? -30 : undefined));
  await expectSame(reader, path);
  await expectSame(reader, path);
});

test('long files are in more than one part, and the index is made again when it is lost, damaged or stale', async () => {
  await using folder = await scratchFolder('parts');
  const random = randomFrom(1);
  const turns = Array.from({ length: 30 }, (_, n) => oldTurn(n, random)).flat();
  const path = await folder.write('rollout.jsonl', text([meta(idOf(1)), ...turns]));
  const reader = new PartReader(folder.path, 0, 700);
  const count = await expectSame(reader, path);
  expect(count).toBeGreaterThan(5);
  const [index = ''] = await indexFiles(folder.path);
  const kept = await readFile(index, 'utf8');
  for (const bad of ['', 'x', kept.slice(0, -9), kept.replace('"turns"', '"tunrs"'), kept.replace('begin', 'bigin')]) {
    await writeFile(index, bad);
    expect(await expectSame(reader, path)).toBe(count);
    expect(await readFile(index, 'utf8')).toBe(kept);
  }
  await rm(index);
  expect(await expectSame(reader, path)).toBe(count);
  // Another file at the same place, a shorter file, and one that was changed in place.
  const content = await readFile(path, 'utf8');
  for (const changed of [content.replaceAll('begin', 'start'), content.slice(0, content.length / 2), content]) {
    await writeFile(path, changed);
    await expectSame(reader, path);
  }
  await rm(path);
  await writeFile(path, content.replaceAll('answer', 'replied'));
  await expectSame(reader, path);
}, 60_000);

test('a part that changes after the index was checked is not shown; the next reading has it', async () => {
  await using folder = await scratchFolder('parts');
  const random = randomFrom(2);
  const turns = Array.from({ length: 30 }, (_, n) => oldTurn(n, random)).flat();
  const path = await folder.write('rollout.jsonl', text([meta(idOf(1)), ...turns]));
  const reader = new PartReader(folder.path, 0, 700);
  const loaded = await reader.load(path, partDigests);
  await writeFile(path, (await readFile(path, 'utf8')).replaceAll('begin', 'start'));
  await expect(loaded?.parts[1]?.records()).rejects.toMatchObject({ code: 'rollout_unreadable' });
  await expectSame(reader, path);
});

test('turns that all refer to each other are read whole', async () => {
  await using folder = await scratchFolder('parts');
  const lines = [meta(idOf(1))];
  for (let n = 0; n < 600; n++)
    lines.push(
      line('event_msg', { type: 'turn_started', turn_id: `turn-${n}`, started_at_ms: 1 }),
      command('turn-0', `${n}`),
    );
  const path = await folder.write('rollout.jsonl', text(lines));
  const reader = new PartReader(folder.path, 0, 300);
  expect(await reader.load(path, partDigests)).toBeUndefined();
  expect(await reader.load(path, partDigests)).toBeUndefined();
  await writeFile(path, text([meta(idOf(1)), ...said('again')]));
  await expectSame(new PartReader(folder.path, 0, 300), path);
});
