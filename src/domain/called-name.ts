import type { JsonObject } from './json.js';

/** The namespace in which the tools of an MCP server are offered (C500). */
const OF_MCP = /^mcp__(?=.)/;

interface Called {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** A call as a model or a rollout has it, with a namespace only where there is one. */
export function readCalledName(call: JsonObject): JsonObject {
  const { namespace, ...rest } = call;
  return typeof namespace === 'string' && namespace !== '' ? call : rest;
}

/**
 * The tool of a call by one plain name: that of the namespace, two underscores and its own. Tools of MCP servers begin with the name of the server.
 */
export function plainName({ namespace, name }: Called): string {
  return namespace === undefined ? name : `${namespace.replace(OF_MCP, '')}__${name}`;
}

/** The same item, for models and APIs that know no namespaces. */
export function withPlainName<T extends object>(item: T): T {
  if (!('namespace' in item) || typeof item.namespace !== 'string') return item;
  const { namespace, ...rest } = item as T & { namespace: string } & Called;
  return { ...rest, name: plainName({ namespace, name: rest.name }) } as unknown as T;
}
