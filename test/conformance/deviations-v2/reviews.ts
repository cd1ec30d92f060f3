import type { Deviation } from '../deviations/deviation.js';

const scenario = /^v2 review: /;
const areStrings = (theirs: unknown, ours: unknown) =>
  [theirs, ours].every((value) => value === null || typeof value === 'string');

/** The reviewer of 0.171 is a hidden thread with a rollout; here it works within the turn and leaves its items there. */
export const reviews: readonly Deviation[] = [
  {
    aspect: 'wire',
    where: /^reply review\/start: error\.message$/,
    scenario: 'v2 review: in a thread of its own',
    when: (theirs, ours) => String(theirs).includes('detached') && /^thread not found: /.test(String(ours)),
    reason: 'A review may have a thread of its own, which 0.171 no longer offers (C617).',
  },
  {
    aspect: 'wire',
    where: /\.(id|turnId|rootTurnId)$/,
    scenario,
    when: areStrings,
    reason: 'The turn of the hidden thread shines through in 0.171, so that ids are counted otherwise (C616).',
  },
  {
    aspect: 'wire',
    where: /^item\/(started|completed) enteredReviewMode(: moved)?$/,
    scenario,
    reason: 'A turn starts before its items (C616).',
  },
  {
    aspect: 'wire',
    where: /^item\/started agentMessage$/,
    scenario,
    when: (_, ours) => ours === undefined,
    reason: 'The JSON of the reviewer is not shown as a message that never ends (C616).',
  },
  {
    aspect: 'wire',
    where: /^reply turn\/(start|steer): error\.(code|data\.\w+)$/,
    scenario,
    reason: 'Our errors say the same for programs in their own form (C402).',
  },
  {
    aspect: 'rollout',
    where: /./,
    scenario,
    reason: 'There is no rollout of the reviewer; the events of 0.44 are written as well (C364, C616).',
  },
  {
    aspect: 'model',
    where: /^request: tools\.apply_patch$/,
    scenario,
    reason: 'A reviewer gets no tool that changes files (C616).',
  },
];
