import { expect, test } from 'vitest';
import { usageLimit } from '../../src/model/http/usage-limit.js';

const PRICING = 'https://openai.com/chatgpt/pricing';
const DAY = 86_400;

/** C71 */
test.each([
  ['plus', 93_780, `Upgrade to Pro (${PRICING}) or try again in 1 day 2 hours 3 minutes.`],
  ['plus', undefined, `Upgrade to Pro (${PRICING}) or try again later.`],
  ['Plus', 60, `Upgrade to Pro (${PRICING}) or try again in 1 minute.`],
  ['team', 3600, 'To get more access now, send a request to your admin or try again in 1 hour.'],
  ['business', undefined, 'To get more access now, send a request to your admin or try again later.'],
  ['free', 60, `Upgrade to Plus to continue using Codex (${PRICING}).`],
  ['pro', 59, 'Try again in less than a minute.'],
  ['enterprise', 2 * DAY, 'Try again in 2 days.'],
  ['edu', DAY + 120, 'Try again in 1 day 2 minutes.'],
  ['a new one', 0, 'Try again in less than a minute.'],
  [undefined, undefined, 'Try again later.'],
])('a used up limit of plan %s that resets in %s s', (plan, seconds, text) => {
  const { message, final, failure } = usageLimit('openai', plan, seconds);
  expect(message).toBe(`You've hit your usage limit. ${text}`);
  expect(final).toBe(true);
  expect(failure).toEqual({
    code: 'model_rate_limited',
    provider: 'openai',
    reason: 'usage_limit_reached',
    ...(seconds === undefined ? {} : { resetsInSeconds: seconds }),
  });
});
