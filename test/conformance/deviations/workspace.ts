import type { Deviation } from './deviation.js';

export const workspaceDeviations: readonly Deviation[] = [
  // The notify program (its argument is in the folder of a conversation)
  {
    aspect: 'rollout',
    where: /^(session_meta: cwd|response_item message user: content\.0\.text)$/,
    scenario: 'notify: a program is told of the end of a turn',
    when: (theirs, ours) =>
      String(theirs).replace(/"input-messages":\[.*?\]/, '') ===
      String(ours).replace(/"input-messages":\["(first|second)"\]/, ''),
    reason: 'It gets the texts of the user, not those of the model (C129).',
  },

  // Git
  {
    aspect: 'wire',
    where: /^reply gitDiffToRemote: result\.diff$/,
    scenario: 'git: asked below the root, and of what is binary',
    when: (theirs, ours) =>
      /^\+\+\+ b\/b\.txt$|^Binary files a/m.test(String(theirs)) && /^\+\+\+ b\/below\/b\.txt$/m.test(String(ours)),
    reason: 'The whole diff applies at the root of the repository, wherever it was asked for, binary files included.',
  },

  {
    aspect: 'wire',
    where: /^turnwire\/diagnostics$/,
    when: (theirs, ours) => theirs === undefined && JSON.stringify(ours).includes('"error":{"code":'),
    reason: 'The cause of an `error` event is also sent for programs.',
  },
  {
    aspect: 'wire',
    where: /^turnwire\/diagnostics$/,
    when: (theirs, ours) =>
      theirs === undefined && JSON.stringify(ours).includes('auth.json cannot be used as a sign-in'),
    reason: 'The user learns why a stored sign-in does not count (C305).',
  },
];
