import type { Scenario } from '../scenario.js';

const limits = [
  { plan_type: 'plus', resets_in_seconds: 93_780 },
  { plan_type: 'plus' },
  { plan_type: 'team', resets_in_seconds: 3_600 },
  { plan_type: 'business' },
  { plan_type: 'free', resets_in_seconds: 60 },
  { plan_type: 'pro', resets_in_seconds: 59 },
  { plan_type: 'enterprise' },
  { plan_type: 'edu', resets_in_seconds: 7_260 },
  { plan_type: 'some new one', resets_in_seconds: 172_800 },
  { resets_in_seconds: 0 },
  {},
];

export default {
  name: 'used up limits, plan by plan',
  model: limits.map((limit) => ({
    fail: { status: 429, body: { error: { type: 'usage_limit_reached', ...limit } } },
  })),
  // A used-up limit is final with every configuration.
  provider: 'request_max_retries = 3\nstream_max_retries = 3',
  async steps(client) {
    await client.begin();
    for (const _ of limits) await client.turn('hi');
  },
} satisfies Scenario;
