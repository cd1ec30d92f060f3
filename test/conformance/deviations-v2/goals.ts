import type { Deviation } from '../deviations/deviation.js';

const missing = (_: unknown, ours: unknown) => ours === undefined;
const added = (theirs: unknown) => theirs === undefined;
const BY_ITSELF = /^v2 goals: (turns follow|the budget|an error|the model makes)/;

/** Goals, and the turns that follow by themselves. */
export const goals: readonly Deviation[] = [
  {
    aspect: 'rollout',
    where: /^thread_goal_updated$/,
    when: added,
    reason: 'The file holds every change of a goal; 0.171 keeps most of them in a database (C543).',
  },
  {
    aspect: 'rollout',
    where: /^response_item function_call_output$/,
    scenario: BY_ITSELF,
    when: missing,
    reason: 'The objective stands in the text of the turn, not in an output of a tool that nobody has called (C541).',
  },
  {
    aspect: 'model',
    where: /^request: input\.\d+(\.\w+)*$/,
    scenario: BY_ITSELF,
    reason: 'The same: every item behind it has another place (C541).',
  },
  {
    aspect: 'wire',
    where: /^(thread\/goal\/updated: params|reply thread\/goal\/set: result)\.goal\.(tokensUsed|status)$/,
    scenario: BY_ITSELF,
    reason: 'The tokens of a response count when its tools have run (C541).',
  },
  {
    aspect: 'wire',
    where: /^thread\/goal\/updated(: moved)?$/,
    scenario: BY_ITSELF,
    reason: 'The same.',
  },
  {
    aspect: 'wire',
    where: /^turn\/(started|completed): params\.turn\.rootTurnId$/,
    scenario: 'v2 goals: the model makes one',
    reason: 'A turn that follows by itself has no other turn as its root (C541).',
  },
  {
    aspect: 'wire',
    where: /^(error|turn\/completed): params\.(turn\.)?error\.(message|codexErrorInfo)$/,
    scenario: 'v2 goals: an error blocks it',
    reason: 'The texts of 0.44 are used; the kind is the one that fits best (C455).',
  },
];
