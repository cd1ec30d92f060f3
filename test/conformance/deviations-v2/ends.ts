import type { Deviation } from '../deviations/deviation.js';

const missing = (_: unknown, ours: unknown) => ours === undefined;
const OVERTAKEN = 'v2 steer: while the model speaks';
const HOOKED = /^v2 hooks: (a turn is interrupted|an interrupt whose hook fails)$/;
const SPEAKING = 'v2 interrupt: while the model speaks';
const ASKED = 'v2 interrupt: while an approval is open';

/** What is left of an item when its turn is interrupted or steered. */
export const ends: readonly Deviation[] = [
  {
    aspect: 'wire',
    where: /^(thread\/tokenUsage|account\/rateLimits)\/updated(: moved)?$/,
    scenario: HOOKED,
    reason: 'Tokens are counted when the calls of a response have ended, not before (C522).',
  },
  {
    aspect: 'rollout',
    where: /^response_item function_call_output$/,
    scenario: HOOKED,
    reason: 'A call that was cut off has an output in the words of this server.',
  },
  {
    aspect: 'wire',
    where: /^hook\/(started|completed): params\.turnId$/,
    scenario: /^v2 hooks: a thread is (archived|deleted)$/,
    when: (theirs, ours) => theirs === 'auto-compact-0' && ours === null,
    reason: 'A session ends outside of any turn (C712).',
  },
  {
    aspect: 'model',
    where: /^request: input\.[12](\.|$)/,
    scenario: OVERTAKEN,
    reason: 'What the model was saying stays in the history (C449).',
  },
  {
    aspect: 'wire',
    where: /^item\/completed (agentMessage|commandExecution|contextCompaction)$/,
    when: (theirs) => theirs === undefined,
    reason: 'An item that has started is ended with its turn (C363, C450).',
  },
  {
    aspect: 'model',
    where: /^request: input\.[12](\.|$)/,
    scenario: SPEAKING,
    reason: 'What the model was saying stays in the history (C363).',
  },
  {
    aspect: 'wire',
    where: /^account\/rateLimits\/updated$/,
    when: missing,
    reason: 'Limits are reported with the tokens of a response; a response that was cut off has none.',
  },
  {
    aspect: 'model',
    where: /^request: input\.2\.output$/,
    when: (theirs, ours) => /aborted by user/.test(String(theirs)) && /^aborted: /.test(String(ours)),
    reason: 'The model learns that the outcome of a call that was cut off is unknown (C114).',
  },
  {
    aspect: 'wire',
    where: /^serverRequest\/resolved: moved$/,
    scenario: ASKED,
    reason: 'A request is withdrawn before the turn ends (C406).',
  },
];
