import type { Scenario } from '../scenario.js';

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export default {
  name: 'messages of several parts, of a picture, of nothing',
  model: [{ text: 'seen' }, { text: 'nice' }],
  files: { 'work/p.png': Buffer.from(PIXEL.split(',')[1] ?? '', 'base64') },
  async steps(client) {
    await client.begin();
    const say = (...items: object[]) =>
      client.call('sendUserMessage', { conversationId: client.conversationId, items });
    const text = (words: string) => ({ type: 'text', data: { text: words } });
    const picture = { type: 'image', data: { image_url: PIXEL } };
    await say(
      text('part one'),
      picture,
      { type: 'localImage', data: { path: `${client.server.work}/p.png` } },
      text('part two'),
    );
    await client.event('task_complete');
    await say(picture);
    await client.event('task_complete');
    await say();
    await client.event('task_complete');
  },
} satisfies Scenario;
