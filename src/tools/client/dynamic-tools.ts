import type { Tool, ToolCall, ToolContext, ToolResult } from '../../core/ports/index.js';
import { plainName } from '../../domain/called-name.js';
import type { DynamicToolAnswer, ToolContent } from '../../domain/client-request.js';
import type { DynamicFunction, DynamicTool } from '../../domain/dynamic-tool.js';
import type { DynamicToolCall } from '../../domain/item.js';
import { isJsonObject, parseJson } from '../../domain/json.js';
import { pictureProblem } from '../../domain/picture.js';
import { withinTokens } from '../exec/output.js';

/** Tokens of one output that the model reads. */
const MAX_TOKENS = 10_000;

const FAILED: DynamicToolAnswer = {
  kind: 'dynamic-tool',
  contentItems: [{ type: 'text', text: 'dynamic tool request failed' }],
  success: false,
};

/** The tools that a client has brought. What is in a namespace also has a plain name, for models that know no namespaces. */
export function dynamicTools(tools: readonly DynamicTool[]): Tool[] {
  return tools.flatMap((tool) =>
    tool.type === 'function'
      ? [asTool(tool, null)]
      : tool.tools.map((inside) => asTool(inside, tool.name, tool.description)),
  );
}

function asTool(tool: DynamicFunction, namespace: string | null, about = ''): Tool {
  const { name, description, inputSchema } = tool;
  const offered = namespace === null ? name : `${namespace}__${name}`;
  return {
    spec: {
      type: 'function',
      name: offered,
      description: about === '' ? description : `${description}\n(${namespace}: ${about})`,
      strict: false,
      // Providers accept only objects.
      parameters: isJsonObject(inputSchema) ? { properties: {}, ...inputSchema, type: 'object' } : ANYTHING,
      ...(namespace === null ? {} : { within: { namespace, about, tool: name, description } }),
    },
    answers: (call) =>
      call.kind === 'function' &&
      (call.namespace === undefined
        ? call.name === offered
        : call.namespace === namespace && call.name === plainName({ namespace, name })),
    run: (call, context) => callClient(call, { namespace, tool: name }, context),
  };
}

const ANYTHING = { type: 'object', properties: {}, additionalProperties: true };

async function callClient(
  { callId, input }: ToolCall,
  named: { readonly namespace: string | null; readonly tool: string },
  context: ToolContext,
): Promise<string | ToolResult> {
  let args: unknown;
  try {
    args = parseJson(input);
  } catch (e) {
    return `failed to parse function arguments: ${(e as Error).message}`;
  }
  const started = performance.now();
  const item: DynamicToolCall = {
    type: 'dynamic-tool-call',
    id: callId,
    callId,
    startedAt: context.now(),
    completedAt: null,
    ...named,
    arguments: args,
    status: 'in-progress',
    contentItems: null,
    success: null,
    durationMs: null,
  };
  context.emit({ type: 'item-started', item });
  const request = { kind: 'dynamic-tool', callId, ...named, arguments: args } as const;
  const { contentItems, success } = (await context.requestInput(item.id, request)) ?? FAILED;
  const ended: DynamicToolCall = {
    ...item,
    completedAt: context.now(),
    status: success ? 'completed' : 'failed',
    contentItems,
    success,
    durationMs: Math.round(performance.now() - started),
  };
  return { output: outputOf(contentItems, context), events: [{ type: 'item-completed', item: ended }] };
}

/** What the model reads; pictures are shown beside it. */
function outputOf(parts: readonly ToolContent[], { attachImage }: ToolContext): string {
  const texts = parts.map((part) => {
    if (part.type === 'text') return part.text;
    if (part.type === 'audio') return 'audio content omitted: this model takes none';
    const problem = pictureProblem(part.url);
    if (problem !== undefined) return `image content omitted: ${problem}`;
    attachImage(part.url);
    return 'an image follows';
  });
  return withinTokens(texts.join('\n'), MAX_TOKENS);
}
