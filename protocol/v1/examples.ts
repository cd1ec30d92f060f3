/** Values that all examples share, so that they fit together. */
export const CONVERSATION = '01a203a4-b181-7122-980f-a24e2ce0205b';
export const FORK = '01a203bb-2939-7310-8b5e-1f6a0c2d9e44';
export const SUBSCRIPTION = 'fa022e89-1966-4f40-973a-3d434e182c3f';
export const LOGIN = '5b1f6d8e-6f0b-4a3e-9d43-0c6d1c9a7f21';
export const WORKSPACE = '/home/ada/garden';

const SESSIONS = '/home/ada/.codex/sessions/2026/11/22';
export const ROLLOUT = `${SESSIONS}/rollout-2026-11-22T14-24-14-${CONVERSATION}.jsonl`;
export const FORK_ROLLOUT = `${SESSIONS}/rollout-2026-11-22T14-31-47-${FORK}.jsonl`;

export const HISTORY = [
  { type: 'user_message', message: 'Water the roses', kind: 'plain' },
  { type: 'agent_message', message: 'The roses are watered.' },
];
