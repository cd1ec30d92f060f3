import { expect, test } from 'vitest';
import type { Turn } from '../../../generated-types/v2/index.js';
import { hookSession, runs, says, tells } from './hooks.js';
import { received } from './session.js';

type Session = Awaited<ReturnType<typeof hookSession>>;

/** Asks for a summary of the history, and waits for the end of that turn. */
async function compacted(s: Session): Promise<Turn> {
  const ends = (): Turn[] =>
    received(s.server).flatMap(({ method, params }) =>
      method === 'turn/completed' ? [(params as { turn: Turn }).turn] : [],
    );
  const before = ends().length;
  await s.server.request('thread/compact/start', { threadId: s.threadId });
  return s.server.until('the end of the compaction', () => ends()[before]);
}

const events = (s: Session): string[] => runs(s.server, 'hook/completed').map(({ eventName }) => eventName);
const summaries = (s: Session) =>
  received(s.server).filter(
    ({ method, params }) =>
      method === 'item/completed' && (params as { item: { type: string } }).item.type === 'contextCompaction',
  );

test('hooks see a compaction before and after it, and the next turn begins anew for them', async () => {
  await using s = await hookSession(
    {
      SessionStart: { command: `${tells('start')}; echo remember the roses` },
      PreCompact: { matcher: 'manual', command: tells('pre') },
      PostCompact: { command: tells('post') },
    },
    { replies: [{ text: 'one' }, { text: 'SUMMARY' }, { text: 'two' }] },
  );
  await s.turn('first');
  const { id } = await compacted(s);
  await s.turn('second');
  const of = { session_id: s.threadId, turn_id: id, trigger: 'manual' };
  expect(s.told('pre')).toMatchObject([{ ...of, hook_event_name: 'PreCompact' }]);
  expect(s.told('post')).toMatchObject([{ ...of, hook_event_name: 'PostCompact' }]);
  expect(s.told('pre')[0]).not.toHaveProperty('permission_mode');
  expect(s.told('start').map(({ source }) => source)).toEqual(['startup', 'compact']);
  expect(events(s)).toEqual(['sessionStart', 'preCompact', 'postCompact', 'sessionStart']);
  expect(JSON.stringify(s.peer.requests.at(-1)?.body.input)).toContain('remember the roses');
});

test('a hook before it ends the turn, and nothing is summed up', async () => {
  await using s = await hookSession(
    { PreCompact: { command: says({ continue: false, stopReason: 'not now' }) } },
    { replies: [{ text: 'one' }] },
  );
  await s.turn('first');
  expect((await compacted(s)).status).toBe('interrupted');
  expect(summaries(s)).toEqual([]);
  expect(runs(s.server, 'hook/completed')).toMatchObject([
    { status: 'stopped', entries: [{ kind: 'stop', text: 'not now' }] },
  ]);
});

test('a hook after it ends the turn, and the summary stays', async () => {
  await using s = await hookSession(
    { PostCompact: { command: says({ continue: false }) } },
    { replies: [{ text: 'one' }, { text: 'SUMMARY' }, { text: 'two' }] },
  );
  await s.turn('first');
  expect((await compacted(s)).status).toBe('interrupted');
  expect(summaries(s)).toHaveLength(1);
  await s.turn('second');
  expect(JSON.stringify(s.peer.requests.at(-1)?.body.input)).toContain('SUMMARY');
});

test.each([
  ['refuses by its exit code', 'echo no >&2; exit 2', 'no'],
  ['says what nobody knows', says({ compact: false }), 'hook returned invalid pre-compact JSON output'],
  ['crashes', 'exit 9', 'hook exited with code 9'],
  ['is matched by another word', undefined, undefined],
])('a hook that %s stops no compaction', async (_, command, problem) => {
  const hook = command === undefined ? { matcher: 'auto', command: 'exit 9' } : { command };
  await using s = await hookSession({ PreCompact: hook }, { replies: [{ text: 'one' }, { text: 'SUMMARY' }] });
  await s.turn('first');
  expect((await compacted(s)).status).toBe('completed');
  expect(summaries(s)).toHaveLength(1);
  const entries = runs(s.server, 'hook/completed').flatMap((run) => run.entries);
  expect(entries).toEqual(problem === undefined ? [] : [{ kind: 'error', text: problem }]);
});
