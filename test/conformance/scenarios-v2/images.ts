import { POINT } from '../v2/replies.js';
import type { ThreadScenario } from '../v2/scenario.js';

const DATA_URL = `data:image/png;base64,${POINT.toString('base64')}`;

export default [
  {
    name: 'v2 input: pictures',
    files: { 'work/point.png': POINT, 'work/broken.png': 'no picture' },
    model: [{ text: 'a point' }, { text: 'two' }, { text: 'nothing' }],
    async steps(client) {
      await client.begin();
      const { work } = client.server;
      await client.turn('', { input: [{ type: 'image', url: DATA_URL }] });
      await client.turn('', {
        input: [
          { type: 'text', text: 'look' },
          { type: 'localImage', path: `${work}/point.png` },
        ],
      });
      await client.turn('', { input: [{ type: 'localImage', path: `${work}/broken.png` }] });
    },
  },
  {
    name: 'v2 input: elements of a text, mentions and skills',
    model: [{ text: 'seen' }],
    async steps(client) {
      await client.begin();
      const element = { byteRange: { start: 0, end: 4 }, placeholder: '@file' };
      await client.turn('', {
        input: [
          { type: 'text', text: 'file please', text_elements: [element] },
          { type: 'mention', name: 'file', path: '/no/such/file' },
          { type: 'skill', name: 'none', path: '/no/such/skill' },
        ],
      });
    },
  },
  {
    name: 'v2 input: the model looks at a picture',
    files: { 'work/point.png': POINT },
    model: [
      { calls: [{ name: 'view_image', args: { path: 'point.png' } }] },
      { calls: [{ name: 'view_image', args: { path: 'none.png' } }] },
      { text: 'a point' },
    ],
    async steps(client) {
      await client.begin({ approvalPolicy: 'never' });
      await client.turn('look');
    },
  },
] satisfies ThreadScenario[];
