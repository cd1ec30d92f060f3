import { test } from 'vitest';
import { relayStory } from './relay-story.js';

/** The number of the first story of this run, and how many there are; `FAULT_POINTS` limits them. */
const FIRST = Number(process.env.RELAY_SEED ?? 1);
const STORIES = Math.min(200, Number(process.env.FAULT_POINTS ?? 200));

test.each(Array.from({ length: STORIES }, (_, n) => FIRST + n))(
  'story %i: every client of three servers was told what the rollout says',
  (seed) => relayStory(seed),
  600_000,
);
