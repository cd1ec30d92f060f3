import { added, type Deviation, starts } from './deviation.js';

export const identityDeviations: readonly Deviation[] = [
  // Who we are
  {
    aspect: 'wire',
    where: /: result\.userAgent$/,
    when: (_, ours) => String(ours).startsWith('turnwire/'),
    reason: 'The user agent names this server.',
  },
  {
    aspect: 'rollout',
    where: /^session_meta: originator$/,
    when: (_, ours) => ours === 'turnwire',
    reason: 'The originator is this server.',
  },
  {
    aspect: 'model',
    where: /^request: headers\.(originator|user-agent)$/,
    when: (_, ours) => String(ours).startsWith('turnwire'),
    reason: 'Requests to the model name this server.',
  },
  {
    aspect: 'wire',
    where: /^reply initialize: result\.(serverInfo|protocols|methods|codexHome|platformFamily|platformOs)$/,
    when: added,
    reason: 'What the server is and can do is added; clients that do not know the fields ignore them.',
  },

  // Accounts
  {
    aspect: 'wire',
    where: /^reply getAuthStatus: result\.signInOptions$/,
    when: added,
    reason: 'The error for a user who is not signed in names the ways to sign in.',
  },
  {
    aspect: 'wire',
    where: /^reply (loginApiKey|logoutChatGpt): error\.message$/,
    when: (theirs, ours) =>
      ['failed to save api key: ', 'logout failed: '].some((prefix) => starts(theirs, prefix) && starts(ours, prefix)),
    reason: 'Behind the prefix stand the words of this platform.',
  },
];
