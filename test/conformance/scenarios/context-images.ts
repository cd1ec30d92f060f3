import type { Scenario } from '../scenario.js';

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

// Each is whole: one that is cut off would be left out (C265).
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export default {
  name: 'context: pictures of the disk',
  model: [{ text: 'seen' }, { text: 'seen again' }],
  files: {
    'work/a.png': PNG,
    'work/b.JPG': bytes('\xff\xd8\xff', [0xe0], '\xff\xd9'),
    'work/c.gif': bytes('GIF89a', [1, 0, 1, 0, 0, 0, 0], ';;'),
    'work/d.webp': bytes('RIFF', [8, 0, 0, 0], 'WEBPVP8 '),
    'work/e.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'work/unnamed': PNG,
  },
  async steps(client) {
    await client.begin();
    const { work } = client.server;
    const say = (...items: object[]) =>
      client.call('sendUserMessage', { conversationId: client.conversationId, items });
    const local = (name: string) => ({ type: 'localImage', data: { path: `${work}/${name}` } });
    await say({ type: 'text', data: { text: 'look' } }, ...['a.png', 'b.JPG', 'c.gif', 'd.webp', 'e.svg'].map(local));
    await client.event('task_complete');
    await say(local('unnamed'));
    await client.event('task_complete');
  },
} satisfies Scenario;
