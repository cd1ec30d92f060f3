import type { ThreadScenario } from '../v2/scenario.js';

const HEADERS = {
  'x-codex-primary-used-percent': '12.5',
  'x-codex-primary-window-minutes': '300',
  'x-codex-primary-reset-at': '4102444800',
  'x-codex-secondary-used-percent': '40',
  'x-codex-secondary-window-minutes': '10080',
  'x-codex-secondary-reset-at': '4102444800',
};

export default [
  {
    name: 'v2 limits: told in headers',
    model: [{ text: 'ok', wire: { headers: HEADERS } }, { text: 'again' }],
    async steps(client) {
      await client.begin();
      await client.turn('hi');
      await client.turn('hi');
    },
  },
  {
    name: 'v2 limits: tokens are counted',
    model: [
      { text: 'one', usage: { input: 100, cached: 60, output: 20, reasoning: 7 } },
      { text: 'two', usage: { input: 200, cached: 160, output: 30, reasoning: 0 } },
      { text: 'three', usage: null },
    ],
    async steps(client) {
      await client.begin();
      await client.turn('a');
      await client.turn('b');
      await client.turn('c');
    },
  },
] satisfies ThreadScenario[];
