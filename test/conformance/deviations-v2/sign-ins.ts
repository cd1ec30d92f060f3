import type { Deviation } from '../deviations/deviation.js';

const NO_CODES = 'v2 accounts: no codes for other devices';
const MCP = 'v2 mcp: a sign-in to a server, from its page to its tools';

/** The page of a sign-in and the names of its parameters; their values are made up for each sign-in. */
function pageOf(url: unknown): string {
  const { pathname, searchParams } = new URL(String(url).replaceAll(':$port', ''));
  return `${pathname} ${[...searchParams.keys()].sort()}`;
}

/** Sign-ins with an account, and to MCP servers. */
export const signIns: readonly Deviation[] = [
  {
    aspect: 'wire',
    where: /^reply account\/login\/start: error\.(code|message)$/,
    scenario: NO_CODES,
    reason: 'An issuer without codes is named; nothing was wrong with the request (C791).',
  },
  {
    aspect: 'wire',
    where: /^reply mcpServer\/oauth\/login: result\.authorizationUrl$/,
    scenario: MCP,
    when: (theirs, ours) => pageOf(theirs) === pageOf(ours),
    reason: 'The page has the same parameters in another order, with values of this sign-in.',
  },
  {
    aspect: 'wire',
    where: /^mcpServer\/startupStatus\/updated: params\.error$/,
    scenario: MCP,
    when: (theirs, ours) =>
      /is not logged in/.test(String(theirs)) && /sign in with `turnwire mcp login/.test(String(ours)),
    reason: 'The words name the command of this server.',
  },
  {
    aspect: 'wire',
    where: /^warning$/,
    scenario: MCP,
    when: (theirs) => theirs === undefined,
    reason: 'A thread says that a server was started again (C792).',
  },
];
