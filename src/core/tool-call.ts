import type { ResponseItem } from '../../protocol/core/items.js';
import type { CoreEvent } from './events.js';
import type { CoreLog, Tool, TurnSettings } from './ports.js';

export interface ToolHost {
  readonly settings: TurnSettings;
  /** Only these can be called, whatever else this server knows (v1-agent-core §17, defect 1). */
  readonly tools: readonly Tool[];
  readonly log: CoreLog;
}

/** Runs the tool that an item of the model calls; gives the item with its output, or nothing for items that call none. */
export async function callTool(
  item: ResponseItem,
  host: ToolHost,
  signal: AbortSignal,
  emit: (event: CoreEvent) => void,
): Promise<ResponseItem | undefined> {
  switch (item.type) {
    case 'function_call': {
      const tool = host.tools.find(({ spec }) => spec.name === item.name);
      const output = tool ? await run(tool, item, host, signal, emit) : `unsupported call: ${item.name}`;
      return { type: 'function_call_output', call_id: item.call_id, output };
    }
    case 'custom_tool_call':
      return {
        type: 'custom_tool_call_output',
        call_id: item.call_id,
        output: `unsupported custom tool call: ${item.name}`,
      };
    case 'local_shell_call':
      return {
        type: 'function_call_output',
        call_id: item.call_id ?? item.id ?? '',
        output: 'unsupported call: local_shell',
      };
    default:
      return undefined;
  }
}

async function run(
  tool: Tool,
  item: Extract<ResponseItem, { type: 'function_call' }>,
  host: ToolHost,
  signal: AbortSignal,
  emit: (event: CoreEvent) => void,
): Promise<string> {
  try {
    const call = { callId: item.call_id, name: item.name, input: item.arguments };
    return await tool.run(call, { settings: host.settings, signal, emit });
  } catch (e) {
    if (signal.aborted) throw e;
    host.log.error({ err: e, tool: item.name }, 'a tool failed unexpectedly');
    return `the tool failed: ${(e as Error).message}`;
  }
}
