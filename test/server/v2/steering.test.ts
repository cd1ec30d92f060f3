import { describe, expect, test } from 'vitest';
import { received, threadSession, turnCompleted } from './session.js';

const DELTA = 'response.output_text.delta';
const HALF = { text: 'half way', deltas: ['half ', 'way'], wire: { pauseAfter: DELTA } };

type Session = Awaited<ReturnType<typeof threadSession>>;

/** Sends more during the turn, as a client does: as `turn/steer`, or as another `turn/start`. */
const WAYS: [string, (s: Session, turnId: string, text: string) => Promise<unknown>][] = [
  [
    'turn/steer',
    (s, expectedTurnId, text) =>
      s.server.request('turn/steer', { threadId: s.threadId, expectedTurnId, input: [{ type: 'text', text }] }),
  ],
  ['turn/start', (s, _, text) => s.start(text)],
];

const items = (s: Session) =>
  received(s.server).flatMap(({ method, params }) =>
    method === 'item/completed' ? [(params as { item: { type: string; text?: string } }).item] : [],
  );
const shown = (s: Session) => items(s).map(({ type, text }) => (type === 'agentMessage' ? `agent: ${text}` : type));
const deltas = (s: Session) => received(s.server).filter(({ method }) => method === 'item/agentMessage/delta').length;
const spoken = (s: Session) => s.server.until('a delta', () => deltas(s) > 0);

/** What the model was sent last, beside instructions and environment: `role: text`. */
function sent(s: Session): string[] {
  const messages = s.peer.requests.at(-1)?.body.input ?? [];
  return messages
    .map(({ role, content }) => `${role}: ${(content as { text: string }[]).map(({ text }) => text).join('')}`)
    .filter((text) => !text.includes('<'));
}

describe.each(WAYS)('more input by %s', (_, steer) => {
  test('cuts the message short that the model is saying, and keeps what was said of it', async () => {
    await using s = await threadSession({ replies: [HALF, { text: 'changed' }] });
    const { turn } = await s.start('one');
    await spoken(s);
    await steer(s, turn.id, 'two'); // the model's answer is never released
    await turnCompleted(s.server, turn.id);
    expect(shown(s)).toEqual(['userMessage', 'agent: half ', 'userMessage', 'agent: changed']);
    expect(sent(s)).toEqual(['user: one', 'assistant: half ', 'user: two']);
    const read = await s.server.request<{ thread: { turns: { items: object[] }[] } }>('thread/read', {
      threadId: s.threadId,
      includeTurns: true,
    });
    expect(read.thread.turns.flatMap((turn) => turn.items)).toMatchObject([
      { type: 'userMessage' },
      { type: 'agentMessage', text: 'half ' },
      { type: 'userMessage' },
      { type: 'agentMessage', text: 'changed' },
    ]);
  });

  test('is seen at once where the model has said nothing yet', async () => {
    await using s = await threadSession({
      replies: [{ text: 'never said', wire: { pauseBefore: 'response.created' } }, { text: 'changed' }],
    });
    const { turn } = await s.start('one');
    await s.peer.paused();
    await steer(s, turn.id, 'two');
    await turnCompleted(s.server, turn.id);
    expect(shown(s)).toEqual(['userMessage', 'userMessage', 'agent: changed']);
    expect(sent(s)).toEqual(['user: one', 'user: two']);
  });

  test('comes twice: each message is kept, in order, and the turn ends once', async () => {
    await using s = await threadSession({ replies: [HALF, HALF, { text: 'changed' }] });
    const { turn } = await s.start('one');
    await spoken(s);
    await steer(s, turn.id, 'two');
    await s.server.until('the second response', () => deltas(s) === 2);
    await steer(s, turn.id, 'three');
    await turnCompleted(s.server, turn.id);
    expect(sent(s).filter((text) => text.startsWith('user'))).toEqual(['user: one', 'user: two', 'user: three']);
    expect(received(s.server).filter(({ method }) => method === 'turn/completed')).toHaveLength(1);
    expect(shown(s).filter((type) => type === 'userMessage')).toHaveLength(3);
  });

  test('ends every started item, and a later turn continues from there', async () => {
    const thinking = {
      reasoning: 'I think',
      text: 'never said',
      wire: { pauseAfter: 'response.reasoning_summary_text.delta' },
    };
    await using s = await threadSession({
      replies: [thinking, { text: 'changed' }, { text: 'later' }],
      params: { model: 'gpt-5' },
    });
    const { turn } = await s.start('one');
    await s.peer.paused();
    await steer(s, turn.id, 'two');
    await turnCompleted(s.server, turn.id);
    const ids = (method: string) =>
      received(s.server)
        .filter((message) => message.method === method)
        .map(({ params }) => (params as { item: { id: string } }).item.id);
    expect(ids('item/completed').toSorted()).toEqual(ids('item/started').toSorted());
    await s.turn('three');
    expect(sent(s).at(-1)).toBe('user: three');
  });
});
