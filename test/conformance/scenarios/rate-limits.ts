import type { Scenario } from '../scenario.js';

export default {
  name: 'limits and the end of them',
  model: [
    {
      text: 'ok',
      wire: {
        headers: {
          'x-codex-primary-used-percent': '12.5',
          'x-codex-primary-window-minutes': '300',
          'x-codex-primary-reset-after-seconds': '50',
          'x-codex-secondary-used-percent': '0',
        },
      },
    },
    {
      fail: {
        status: 429,
        body: { error: { type: 'usage_limit_reached', plan_type: 'plus', resets_in_seconds: 93_780 } },
        headers: { 'x-codex-primary-used-percent': '100' },
      },
    },
  ],
  async steps(client) {
    await client.begin();
    await client.turn('hi');
    await client.turn('again');
  },
} satisfies Scenario;
