import type { Deviation } from '../deviations/deviation.js';

const missing = (_: unknown, ours: unknown) => ours === undefined;

/** What belongs to parts of the protocol that this server does not offer (yet). */
export const notOffered: readonly Deviation[] = [
  {
    aspect: 'wire',
    where: /^remoteControl\/status\/changed$/,
    when: missing,
    reason: 'There is no remote control.',
  },
  {
    aspect: 'wire',
    where: /^thread\/readState\/changed$/,
    when: missing,
    reason: 'What a user has read is not kept.',
  },
  {
    aspect: 'model',
    where: /^request: tools\.(tool_search|multi_agent_v1)$/,
    when: missing,
    reason: 'There is no search of tools, and there are no other agents.',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/read: result\.readState$/,
    when: (_, ours) => ours === null,
    reason: 'What a user has read is not kept.',
  },
  {
    aspect: 'model',
    where: /^request: tools\.(list_mcp_resources|list_mcp_resource_templates|read_mcp_resource)$/,
    when: missing,
    reason: 'Models cannot read resources of MCP servers.',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/list: result\.readStates$/,
    when: (_, ours) => ours === null,
    reason: 'What a user has read is not kept.',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/(list|search|search\/stream): result\.backwardsCursor$/,
    when: (_, ours) => ours === null,
    reason: 'Lists of threads are paged forwards alone; what is newer is listed anew.',
  },
  {
    aspect: 'wire',
    where: /^(reply thread\/start: result|thread\/started: params)\.thread\.historyMode$/,
    scenario: 'v2 thread/start: what is said about the thread',
    reason: 'New threads are always written in the form that all releases read; a client cannot choose the older one.',
  },
];
