import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { replay } from '../../src/core/history/replay.js';
import { isToolOutput } from '../../src/domain/history-item.js';
import { ordinalOf } from '../../src/store/files/ordinal.js';
import { FileStore } from '../../src/store/files/store.js';
import { scratchFolder } from '../support/scratch.js';
import { answered, idOf, line, meta, put, said, text } from './rollouts.js';

/** Written by 0.171.0 over v2 against a scripted model; ids and paths are normalised, long texts cut. */
const FIXTURES = fileURLToPath(new URL('../fixtures/rollouts-0.171', import.meta.url));
const DAY = 'sessions/2026/11/29';

async function home() {
  const folder = await scratchFolder('todays');
  cpSync(FIXTURES, join(folder.path, DAY), { recursive: true });
  const store = new FileStore(folder.path, () => 0);
  const [whole, fork, original, reverted] = readdirSync(FIXTURES).sort() as [string, string, string, string];
  const at = (name: string) => join(folder.path, DAY, name);
  return {
    store,
    folder,
    whole: at(whole),
    fork: at(fork),
    original: at(original),
    reverted: at(reverted),
    async [Symbol.asyncDispose]() {
      store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function told(store: FileStore, path: string) {
  const stored = await store.load(path);
  const replayed = replay(stored.records);
  const words = replayed.events.flatMap((event) => {
    if (event.type !== 'item-completed') return [];
    if (event.item.type === 'user-message') {
      return event.item.content.map((part) => (part.type === 'text' ? part.text : part.type));
    }
    return event.item.type === 'agent-message' ? event.item.texts : [];
  });
  return { stored, replayed, words, sent: JSON.stringify(replayed.items) };
}

test('conversations of 0.171 are listed with what the user said; a reverted one once', async () => {
  await using h = await home();
  const { items } = await h.store.list(10, undefined);
  expect(items.map(({ location, preview }) => [location, preview])).toEqual([
    [h.reverted, 'gamma'],
    [h.fork, 'four'],
    [h.whole, 'one'],
  ]);
});

test('it is shown whole, and resumed with its model, policies and token counts', async () => {
  await using h = await home();
  const { stored, replayed, words, sent } = await told(h.store, h.whole);
  expect(words).toEqual(['one', 'uno', 'two', 'dos', 'three', 'tres']);
  expect(replayed.settings).toMatchObject({
    model: 'gpt-5.5',
    cwd: '/work',
    approvalPolicy: 'never',
    sandboxPolicy: { mode: 'danger-full-access' },
  });
  expect(replayed.usage?.tokens?.total.total_tokens).toBe(105);
  expect(stored.findings).toEqual([]);
  // The compaction has replaced what the model is sent.
  expect(sent).toContain('a summary');
  expect(sent).toContain('"tres"');
  expect(sent).not.toContain('"uno"');
});

test('a fork by reference has its earlier history; without the other file it is refused', async () => {
  await using h = await home();
  const { words, sent } = await told(h.store, h.fork);
  expect(words).toEqual(['one', 'uno', 'two', 'dos', 'three', 'tres', 'four', 'cuatro']);
  expect(sent).toContain('"tres"');
  await put(h.whole, text([meta(idOf(1)), ...said('other')]));
  await expect(h.store.load(h.fork)).rejects.toMatchObject({ code: 'rollout_invalid' });
});

test('a reverted conversation has the turns before and the new ones', async () => {
  await using h = await home();
  expect((await told(h.store, h.reverted)).words).toEqual(['alpha', 'seis', 'gamma', 'ocho']);
  const { meta: found } = await h.store.load(h.reverted);
  expect(await h.store.find(found.id)).toBe(h.reverted);
});

test('it is continued with numbers, and a copy of a fork is whole and numbered', async () => {
  await using h = await home();
  const stored = await h.store.load(h.fork, { toCopy: true });
  const token = h.store.lease(stored.meta.id).take();
  const rollout = await h.store.reopen(stored);
  await rollout.append([{ type: 'compaction', summary: 'x' }], token);
  await rollout.close();
  const numbers = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n').map(ordinalOf);
  const own = numbers(h.fork);
  expect(own.at(-1)).toBe((own.at(-2) as number) + 1);
  const copy = await h.store.create({ ...stored.meta, id: idOf(9) }, { from: stored, count: stored.records.length });
  await copy.close();
  const copied = numbers(copy.location as string);
  expect(copied).toEqual(copied.map((_, n) => n));
  expect((await told(h.store, copy.location)).words).toContain('uno');
});

const item = (payload: object) => line('response_item', payload);
const event = (payload: object) => line('event_msg', payload);
const URL_OF_PICTURE = 'data:image/png;base64,AAAA';
const PICTURE = { type: 'input_image', image_url: URL_OF_PICTURE, detail: 'high' };
const SEEN = '(a picture: see the next message)';
const completed = (done: object) => event({ type: 'item_completed', item: done });

type Told = Awaited<ReturnType<typeof told>>;

test.each<readonly [what: string, lines: string, probe: (r: Told) => unknown, expected: unknown]>([
  ['git that is null', meta(idOf(1), { git: null }), (r: Told) => r.stored.meta.git, undefined],
  [
    'an output that is a list',
    item({
      type: 'function_call_output',
      call_id: 'c',
      output: [
        { type: 'input_text', text: 'a' },
        { type: 'input_text', text: 'b' },
      ],
    }),
    (r: Told) => r.replayed.items.find((i) => i.type === 'function_call_output')?.output,
    'a\nb',
  ],
  ...['function_call_output', 'custom_tool_call_output'].flatMap((type) =>
    [
      { output: [{ type: 'input_text', text: 'a' }, PICTURE], words: `a\n${SEEN}`, pictures: [URL_OF_PICTURE] },
      {
        output: { content: [PICTURE, PICTURE] },
        words: `${SEEN}\n${SEEN}`,
        pictures: [URL_OF_PICTURE, URL_OF_PICTURE],
      },
      { output: [{ type: 'input_image', file_id: 'f' }], words: '(input_image left out)', pictures: [] },
    ].map(
      ({ output, words, pictures }) =>
        [
          `${pictures.length} pictures in a ${type}`,
          item({ type, call_id: 'c', output }),
          ({ replayed, words: shown }: Told) => ({
            output: replayed.items.flatMap((i) => (isToolOutput(i) ? [i.output] : [])),
            pictures: replayed.items.flatMap((i) =>
              i.type === 'message' ? i.content.flatMap((p) => (p.type === 'input_image' ? [p.image_url] : [])) : [],
            ),
            shown,
          }),
          { output: [words], pictures, shown: ['first'] },
        ] as const,
    ),
  ),
  [
    'pictures in a history that was replaced',
    line('compacted', {
      message: '',
      replacement_history: [
        { type: 'function_call', name: 'shell', arguments: '{}', call_id: 'd' },
        { type: 'function_call_output', call_id: 'd', output: [PICTURE] },
      ],
    }),
    (r: Told) => r.sent.includes(URL_OF_PICTURE),
    true,
  ],
  [
    'a policy of a later release',
    line('turn_context', {
      cwd: '/c',
      approval_policy: { granular: {} },
      sandbox_policy: { type: 'external-sandbox' },
      model: 'm',
      effort: null,
    }),
    (r: Told) => [r.replayed.settings?.approvalPolicy, r.replayed.settings?.sandboxPolicy.mode],
    ['untrusted', 'read-only'],
  ],
  [
    'limits with other members',
    event({
      type: 'token_count',
      info: null,
      rate_limits: { limit_id: 'x', primary: { used_percent: 5, resets_at: 1 } },
    }),
    (r: Told) => r.replayed.usage?.rateLimits?.primary?.used_percent,
    5,
  ],
  [
    'turns that were rolled back',
    text([...said('second'), ...answered('gone')]) + event({ type: 'thread_rolled_back', num_turns: 1 }),
    (r: Told) => [r.words, r.sent.includes('second')],
    [['first'], false],
  ],
  [
    'an item beside its event',
    text([completed({ type: 'AgentMessage', content: [{ type: 'Text', text: 'hi' }] }), ...answered('hi')]),
    (r: Told) => r.words,
    ['first', 'hi'],
  ],
])('%s is read', async (_, lines, probe, expected) => {
  await using folder = await scratchFolder('todays');
  const call = item({ type: 'function_call', name: 'shell', arguments: '{}', call_id: 'c' });
  const first = lines.includes('session_meta') ? '' : `${meta(idOf(1))}\n`;
  const path = await put(
    join(folder.path, 'rollout.jsonl'),
    `${first}${lines.includes('session_meta') ? `${lines}\n` : ''}${text([...said('first'), call])}${first === '' ? '' : `${lines}\n`}`,
  );
  const store = new FileStore(folder.path, () => 0);
  expect(probe(await told(store, path))).toEqual(expected);
});

test('a file from before September 2025 is read', async () => {
  await using folder = await scratchFolder('bare');
  const bare = [
    { id: idOf(1), timestamp: '2025-06-01T00:00:00.000Z', instructions: null },
    { record_type: 'state' },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'old' }] },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'alt' }] },
  ];
  const path = await put(join(folder.path, 'rollout.jsonl'), text(bare.map((value) => JSON.stringify(value))));
  const { words, sent } = await told(new FileStore(folder.path, () => 0), path);
  expect(words).toEqual(['old', 'alt']);
  expect(sent).toContain('"alt"');
});

test('lines without numbers that 0.44 has added are read, and the numbers go on behind them', async () => {
  await using h = await home();
  const before = readFileSync(h.whole, 'utf8');
  await put(h.whole, `${before}${text(said('from 0.44'))}`);
  expect((await told(h.store, h.whole)).words).toEqual(['one', 'uno', 'two', 'dos', 'three', 'tres', 'from 0.44']);
  const stored = await h.store.load(h.whole);
  const rollout = await h.store.reopen(stored);
  await rollout.append([{ type: 'compaction', summary: 'x' }], h.store.lease(stored.meta.id).take());
  await rollout.close();
  const numbers = readFileSync(h.whole, 'utf8').trimEnd().split('\n').map(ordinalOf);
  const numbered = before.trimEnd().split('\n').length;
  expect(numbers.slice(numbered - 1)).toEqual([numbered - 1, ...said('from 0.44').map(() => undefined), numbered]);
});
