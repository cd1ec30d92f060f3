import { isJsonObject } from './json.js';

/** A tool of a client that the model can call, or several tools under one name. */
export type DynamicTool = DynamicFunction | DynamicNamespace;

export interface DynamicFunction {
  readonly type: 'function';
  readonly name: string;
  readonly description: string;
  /** A JSON Schema, as the client wrote it. */
  readonly inputSchema: unknown;
  /** The tool need not be offered until the model searches for it. */
  readonly deferLoading?: boolean | undefined;
}

export interface DynamicNamespace {
  readonly type: 'namespace';
  readonly name: string;
  readonly description: string;
  readonly tools: readonly DynamicFunction[];
}

const NAME = /^[a-zA-Z0-9_-]+$/;
const MAX_NAME = 128;
const MAX_NAMESPACE = 64;
const MAX_DESCRIPTION = 1024;

/** Names that the Responses API uses by itself. */
const OF_THE_API = new Set(['functions', 'multi_tool_use', 'api_tool', 'web', 'python', 'container', 'terminal']);

/** Why tools of a client cannot be offered, in the words of the reference; undefined when they can. */
export function dynamicToolProblem(tools: readonly DynamicTool[]): string | undefined {
  const functions = new Set<string>();
  const namespaces = new Set<string>();
  for (const tool of tools) {
    const problem =
      tool.type === 'namespace' ? namespaceProblem(tool, namespaces) : functionProblem(tool, functions, undefined);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function namespaceProblem({ name, description, tools }: DynamicNamespace, known: Set<string>): string | undefined {
  const problem = nameProblem('dynamic tool namespace', name, MAX_NAMESPACE);
  if (problem !== undefined) return problem;
  if (OF_THE_API.has(name)) return `dynamic tool namespace collides with a reserved Responses API namespace: ${name}`;
  if (known.has(name)) return `duplicate dynamic tool namespace: ${name}`;
  if (tools.length === 0) return `dynamic tool namespace must contain at least one tool: ${name}`;
  if ([...description].length > MAX_DESCRIPTION)
    return `dynamic tool namespace description must be at most ${MAX_DESCRIPTION} characters`;
  known.add(name);
  const functions = new Set<string>();
  for (const tool of tools) {
    const inside = functionProblem(tool, functions, name);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function functionProblem(
  { name, inputSchema, deferLoading }: DynamicFunction,
  known: Set<string>,
  namespace: string | undefined,
): string | undefined {
  const problem = nameProblem('dynamic tool name', name, MAX_NAME);
  if (problem !== undefined) return problem;
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  if (known.has(name)) return `duplicate dynamic tool name${where}: ${name}`;
  if (deferLoading && namespace === undefined) return `deferred dynamic tool must include a namespace: ${name}`;
  const isSchema = typeof inputSchema === 'boolean' || isJsonObject(inputSchema);
  if (!isSchema) return `dynamic tool input schema is not supported for ${name}: it must be an object`;
  known.add(name);
  return undefined;
}

function nameProblem(what: string, name: string, max: number): string | undefined {
  if (name === '') return `${what} must not be empty`;
  if (name !== name.trim()) return `${what} has leading/trailing whitespace: ${name}`;
  if (!NAME.test(name)) return `${what} must match ${NAME.source} to match Responses API: ${name}`;
  if (name.length > max) return `${what} must be at most ${max} characters to match Responses API: ${name}`;
  if (name === 'mcp' || name.startsWith('mcp__')) return `${what} is reserved: ${name}`;
  return undefined;
}
