import { plainName } from '../../domain/called-name.js';
import type { CustomToolCall, FunctionCall, HistoryItem } from '../../domain/history-item.js';
import type { CoreLog, Tool, ToolCall, ToolContext, ToolResult } from '../ports/index.js';
import { afterCall, beforeCall, withPermissionHooks } from './hooked-call.js';
import type { TurnHooks } from './turn-hooks.js';

/** The call in an item of the model; undefined for other items. */
export function callOf(item: HistoryItem): ToolCall | undefined {
  switch (item.type) {
    case 'function_call':
      return { callId: item.call_id, kind: 'function', ...nameOf(item), input: item.arguments };
    case 'custom_tool_call':
      return { callId: item.call_id, kind: 'custom', ...nameOf(item), input: item.input };
    case 'local_shell_call': {
      const { command, timeout_ms, working_directory } = item.action;
      const input = JSON.stringify({ command, timeout_ms, workdir: working_directory });
      return { callId: item.call_id ?? item.id ?? '', kind: 'local-shell', name: 'local_shell', input };
    }
    default:
      return undefined;
  }
}

const nameOf = (item: FunctionCall | CustomToolCall): Pick<ToolCall, 'name' | 'namespace'> => ({
  name: plainName(item),
  namespace: item.namespace,
});

/** `isDefect`: the tool failed with an unexpected error. `contexts`: the texts of hooks for the model. */
export type CallResult = ToolResult & {
  readonly isDefect?: true;
  readonly contexts?: readonly string[];
  /** Passes the result to hooks, after clients have got it. */
  after?(): Promise<{ readonly output: string; readonly contexts: readonly string[] }>;
};

export interface CallParts {
  readonly offered: readonly Tool[];
  readonly context: ToolContext;
  readonly hooks: TurnHooks;
  readonly log: CoreLog;
}

/** Runs a call. Only offered tools can be called (C106), and only calls that hooks allow run. */
export async function runCall(call: ToolCall, { offered, context, hooks, log }: CallParts): Promise<CallResult> {
  if (call.kind === 'local-shell' && call.callId === '') return { output: 'LocalShellCall without call_id or id' };
  const tool = offered.find((one) => one.answers(call));
  if (!tool) {
    const kind = call.kind === 'custom' ? 'custom tool call' : 'call';
    return { output: `unsupported ${kind}: ${call.name}` };
  }
  if (!hooks.runAt('PreToolUse', 'PermissionRequest', 'PostToolUse')) return runTool(tool, call, context, log);
  const before = await beforeCall(hooks, tool, call);
  const { contexts, refusal } = before;
  if (refusal !== undefined) return { output: refusal, contexts };
  let denial: string | undefined;
  const asked = withPermissionHooks(context, hooks, before, (reason) => {
    denial = reason;
  });
  const result = await runTool(tool, before.call, asked, log);
  if (denial !== undefined) return { ...result, contexts, output: `rejected by PermissionRequest hook: ${denial}` };
  if (!hooks.runAt('PostToolUse')) return { ...result, contexts };
  return { ...result, contexts, after: () => afterCall(hooks, before, result) };
}

async function runTool(tool: Tool, call: ToolCall, context: ToolContext, log: CoreLog): Promise<CallResult> {
  try {
    const result = await tool.run(call, context);
    return typeof result === 'string' ? { output: result } : result;
  } catch (e) {
    if (context.signal.aborted) throw e;
    log.error({ err: e, tool: call.name }, 'a tool failed unexpectedly');
    return { output: `the tool failed: ${(e as Error).message}`, isDefect: true };
  }
}
