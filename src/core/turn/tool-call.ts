import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { CoreLog, Tool, ToolCall, ToolContext } from '../ports/index.js';

/** The call that an item of the model makes; nothing for items that make none. */
export function callOf(item: ResponseItem): ToolCall | undefined {
  switch (item.type) {
    case 'function_call':
      return { callId: item.call_id, kind: 'function', name: item.name, input: item.arguments };
    case 'custom_tool_call':
      return { callId: item.call_id, kind: 'custom', name: item.name, input: item.input };
    case 'local_shell_call': {
      const { command, timeout_ms, working_directory } = item.action;
      const input = JSON.stringify({ command, timeout_ms, workdir: working_directory });
      return { callId: item.call_id ?? item.id ?? '', kind: 'local-shell', name: 'local_shell', input };
    }
    default:
      return undefined;
  }
}

/** Runs a call and gives the item that answers it. Only offered tools can be called (C106). */
export async function answerCall(
  call: ToolCall,
  tools: readonly Tool[],
  context: ToolContext,
  log: CoreLog,
): Promise<ResponseItem> {
  const output = await outputOf(call, tools, context, log);
  const type = call.kind === 'custom' ? 'custom_tool_call_output' : 'function_call_output';
  return { type, call_id: call.callId, output };
}

async function outputOf(call: ToolCall, tools: readonly Tool[], context: ToolContext, log: CoreLog): Promise<string> {
  if (call.kind === 'local-shell' && call.callId === '') return 'LocalShellCall without call_id or id';
  const tool = tools.find((offered) => offered.answers(call));
  if (!tool)
    return call.kind === 'custom' ? `unsupported custom tool call: ${call.name}` : `unsupported call: ${call.name}`;
  try {
    return await tool.run(call, context);
  } catch (e) {
    if (context.signal.aborted) throw e;
    log.error({ err: e, tool: call.name }, 'a tool failed unexpectedly');
    return `the tool failed: ${(e as Error).message}`;
  }
}
