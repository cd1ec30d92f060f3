import { added, type Deviation } from '../deviations/deviation.js';

export const identity: readonly Deviation[] = [
  {
    aspect: 'wire',
    where: /^item\/\w+ hookPrompt: params\.item\.id$/,
    reason: 'Ids of items have one form.',
  },
  {
    aspect: 'rollout',
    where: /^item HookPrompt: id$/,
    reason: 'Ids of items have one form.',
  },
  {
    aspect: 'wire',
    where: /^reply initialize: result\.userAgent$/,
    when: (_, ours) => String(ours).startsWith('turnwire/'),
    reason: 'The user agent names this server (C4).',
  },
  {
    aspect: 'wire',
    where: /: (result|params)(\.data\.\d+)?(\.thread)?\.originator$/,
    when: (theirs, ours) => theirs === 'conformance' && ours === 'turnwire',
    reason: 'The originator is this server, not the first client (C4).',
  },
  {
    aspect: 'wire',
    where: /^reply initialize: result\.(serverInfo|protocols|methods)$/,
    when: added,
    reason: 'What the server is and can do is added; clients that do not know the members ignore them.',
  },
];
