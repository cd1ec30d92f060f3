import type { JsonObject } from './json.js';

/** The namespace in which 0.171 offers the tools of an MCP server. */
const OF_MCP = /^mcp__(?=.)/;

/**
 * Newer models and releases of the reference name a tool by a namespace and a name. Here a tool has one name, for every wire knows plain ones: that of the
 * namespace, two underscores and its own. Tools of MCP servers begin with the name of the server.
 */
export function withOneName(call: JsonObject): JsonObject {
  const { namespace, ...rest } = call;
  if (typeof call.name !== 'string' || (namespace != null && typeof namespace !== 'string')) return call;
  return namespace == null || namespace === '' ? rest : { ...rest, name: joined(namespace, call.name) };
}

const joined = (namespace: string, name: string): string => `${namespace.replace(OF_MCP, '')}__${name}`;
