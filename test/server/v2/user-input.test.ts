import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Turn } from '../../../generated-types/v2/index.js';
import { type Server, startServer } from '../../support/server.js';
import { INITIALIZE, received, threadSession, turnCompleted } from './session.js';

const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const DONE = { text: 'done' };
const HEAD = '---\nname: water\ndescription: Waters beds.\n---\nUse the can.\n';

async function writeSkill(folder: string, text = HEAD): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'SKILL.md');
  await writeFile(path, text);
  return path;
}

const asMessage = (path: string) => `<skill>\n<name>water</name>\n<path>${path}</path>\n${HEAD}\n</skill>`;

type Session = Awaited<ReturnType<typeof threadSession>>;

/** What the user says to the model, in the last request, after the environment. */
const said = ({ peer }: Pick<Session, 'peer'>) =>
  (peer.requests.at(-1)?.body.input ?? []).flatMap(({ role, content }) => (role === 'user' ? [content] : [])).slice(1);

async function contentsIn(server: Server, method: string, threadId: string): Promise<unknown[]> {
  const { thread } = await server.request<{ thread: { turns: Turn[] } }>(method, {
    threadId,
    ...(method === 'thread/read' ? { includeTurns: true } : {}),
  });
  return thread.turns.flatMap(({ items }) =>
    items.flatMap((item) => (item.type === 'userMessage' ? [item.content] : [])),
  );
}

test('every part of a message is shown as it was sent: live, read, after a restart and resumed', async () => {
  await using session = await threadSession({ replies: [DONE] });
  const { server, home, threadId } = session;
  const skill = await writeSkill(join(home, 'skills', 'water'));
  const picture = join(home, 'picture.png');
  await writeFile(picture, Buffer.from(PICTURE.split(',')[1] ?? '', 'base64'));
  const input = [
    {
      type: 'text',
      text: 'look @notes',
      text_elements: [
        { byteRange: { start: 5, end: 11 }, placeholder: '@notes' },
        { byteRange: { start: 0, end: 4 }, placeholder: null },
      ],
    },
    { type: 'skill', name: 'water', path: skill },
    { type: 'mention', name: 'notes', path: 'app://notes' },
    { type: 'image', detail: 'low', url: PICTURE },
    { type: 'image', detail: null, url: PICTURE },
    { type: 'localImage', detail: 'original', path: picture },
  ];
  const { turn } = await server.request<{ turn: Turn }>('turn/start', { threadId, input });
  await turnCompleted(server, turn.id);
  const live = received(server).flatMap(({ params }) => {
    const { item } = (params ?? {}) as { item?: { type: string; content: unknown } };
    return item?.type === 'userMessage' ? [item.content] : [];
  });
  expect(live).toEqual([input, input]);
  expect(said(session)).toEqual([
    [
      { type: 'input_text', text: 'look @notes' },
      { type: 'input_image', image_url: PICTURE, detail: 'low' },
      { type: 'input_image', image_url: PICTURE },
      { type: 'input_image', image_url: PICTURE, detail: 'original' },
    ],
    [{ type: 'input_text', text: asMessage(skill) }],
  ]);
  expect(await contentsIn(server, 'thread/read', threadId)).toEqual([input]);
  const line = (await readFile(session.started.thread.path, 'utf8'))
    .split('\n')
    .find((each) => each.includes('"UserMessage"'));
  expect(JSON.parse(line ?? '').payload.item.content).toEqual([
    {
      type: 'text',
      text: 'look @notes',
      text_elements: [
        { byte_range: { start: 5, end: 11 }, placeholder: '@notes' },
        { byte_range: { start: 0, end: 4 } },
      ],
    },
    { type: 'skill', name: 'water', path: skill },
    { type: 'mention', name: 'notes', path: 'app://notes' },
    { type: 'image', image_url: PICTURE, detail: 'low' },
    { type: 'image', image_url: PICTURE },
    { type: 'local_image', path: picture, detail: 'original' },
  ]);
  server.closeInput();
  await server.exit;
  await using next = await startServer({ home });
  await next.request('initialize', INITIALIZE);
  expect(await contentsIn(next, 'thread/read', threadId)).toEqual([input]);
  expect(await contentsIn(next, 'thread/resume', threadId)).toEqual([input]);
});

test('a skill is read for the model when it is named, once, and only where skills are', async () => {
  await using session = await threadSession({ replies: [DONE, DONE, DONE] });
  const { server, home, threadId } = session;
  const skill = await writeSkill(join(home, 'skills', 'water'));
  const other = await writeSkill(join(home, 'elsewhere'));
  const send = async (input: object[]) => {
    const { turn } = await server.request<{ turn: Turn }>('turn/start', { threadId, input });
    await turnCompleted(server, turn.id);
  };
  await send([
    { type: 'text', text: 'use $water, $water and $PATH' },
    { type: 'skill', name: 'water', path: skill },
    { type: 'skill', name: 'water', path: other },
    { type: 'skill', name: 'gone', path: '/gone/SKILL.md' },
  ]);
  expect(said(session)).toEqual([
    [{ type: 'input_text', text: 'use $water, $water and $PATH' }],
    [{ type: 'input_text', text: asMessage(skill) }],
  ]);
  // A message of skills alone is none for the model.
  await send([{ type: 'skill', name: 'water', path: skill }]);
  expect(said(session).slice(2)).toEqual([[{ type: 'input_text', text: asMessage(skill) }]]);
  // Two of the same name: the text does not tell which.
  await writeSkill(join(home, 'skills', 'second'));
  await send([{ type: 'text', text: '$water' }]);
  expect(said(session).at(-1)).toEqual([{ type: 'input_text', text: '$water' }]);
});

test('a skill that is named while a turn runs joins it with its message', async () => {
  await using session = await threadSession({
    replies: [{ text: 'one', wire: { pauseBefore: 'response.completed' } }, DONE],
  });
  const { server, home, peer, threadId } = session;
  const skill = await writeSkill(join(home, 'skills', 'water'));
  const { turn } = await session.start();
  await peer.paused();
  const input = [
    { type: 'text', text: 'and this', text_elements: [] },
    { type: 'skill', name: 'water', path: skill },
  ];
  await server.request('turn/steer', { threadId, expectedTurnId: turn.id, input });
  peer.release();
  await turnCompleted(server, turn.id);
  expect(said(session).slice(-2)).toEqual([
    [{ type: 'input_text', text: 'and this' }],
    [{ type: 'input_text', text: asMessage(skill) }],
  ]);
  expect((await contentsIn(server, 'thread/read', threadId)).at(-1)).toEqual(input);
});
