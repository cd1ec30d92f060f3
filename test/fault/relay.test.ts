import { test } from 'vitest';
import { relayStory } from './relay-story.js';

// `npm run test:fault` tells two hundred more of them (`relay.fault.ts`).
test.each([1, 2, 3])(
  'story %i: every client of three servers was told what the rollout says',
  (seed) => relayStory(seed),
  120_000,
);
