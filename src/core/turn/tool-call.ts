import type { HistoryItem } from '../../domain/history-item.js';
import type { CoreLog, Tool, ToolCall, ToolContext, ToolResult } from '../ports/index.js';

/** The call that an item of the model makes; nothing for items that make none. */
export function callOf(item: HistoryItem): ToolCall | undefined {
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

/** `isDefect`: the tool has failed in a way that it was not written for. */
export type CallResult = ToolResult & { readonly isDefect?: true };

/** Runs a call. Only offered tools can be called (C105). */
export async function runCall(
  call: ToolCall,
  tools: readonly Tool[],
  context: ToolContext,
  log: CoreLog,
): Promise<CallResult> {
  if (call.kind === 'local-shell' && call.callId === '') return { output: 'LocalShellCall without call_id or id' };
  const tool = tools.find((offered) => offered.answers(call));
  if (!tool) {
    const kind = call.kind === 'custom' ? 'custom tool call' : 'call';
    return { output: `unsupported ${kind}: ${call.name}` };
  }
  try {
    const result = await tool.run(call, context);
    return typeof result === 'string' ? { output: result } : result;
  } catch (e) {
    if (context.signal.aborted) throw e;
    log.error({ err: e, tool: call.name }, 'a tool failed unexpectedly');
    return { output: `the tool failed: ${(e as Error).message}`, isDefect: true };
  }
}
