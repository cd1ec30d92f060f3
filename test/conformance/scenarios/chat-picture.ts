import type { Scenario } from '../scenario.js';

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export default {
  name: 'chat: a picture',
  wire: 'chat',
  model: [{ text: 'a pixel' }],
  async steps(client) {
    await client.begin();
    const { conversationId } = client;
    const items = [
      { type: 'text', data: { text: 'look' } },
      { type: 'image', data: { image_url: PIXEL } },
    ];
    await client.call('sendUserMessage', { conversationId, items });
    await client.event('task_complete');
  },
} satisfies Scenario;
