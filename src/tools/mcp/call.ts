import type { CallToolResult } from '../../../protocol/rollout/mcp.js';
import type { McpInvocation } from '../../../protocol/rollout/mcp-events.js';
import type { ToolCall, ToolContext } from '../../core/ports/index.js';
import type { McpServerSettings } from '../../core/ports/mcp.js';
import type { McpTool } from './connection.js';
import { decideCall } from './decide-call.js';
import { keptResult, modelOutput } from './output.js';
import type { SharedServer } from './shared-server.js';

export interface CalledTool {
  readonly settings: McpServerSettings;
  readonly tool: McpTool;
  readonly server: SharedServer;
}

type Arguments = Record<string, unknown> | undefined;

/** Calls a tool of an MCP server, asking the person first where the policies say so (C104). */
export async function callTool(call: ToolCall, called: CalledTool, context: ToolContext): Promise<string> {
  const read = readArguments(call.input);
  if ('problem' in read) return `failed to parse function arguments: ${read.problem}`;
  const refusal = await refusalOf(call, read.value, called, context);
  if (refusal !== undefined) return refusal;
  const result = await runCall(call, read.value, called, context);
  return 'Err' in result ? result.Err : modelOutput(result.Ok, (url) => context.attach({ type: 'image', url }));
}

/** A model that has nothing to say writes nothing, or null. */
function readArguments(input: string): { readonly value: Arguments } | { readonly problem: string } {
  if (input.trim() === '') return { value: undefined };
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch (e) {
    return { problem: (e as Error).message };
  }
  if (value === null) return { value: undefined };
  if (typeof value !== 'object' || Array.isArray(value)) return { problem: 'they must be an object' };
  return { value: value as Record<string, unknown> };
}

/** Text for the model when the call may not happen. */
async function refusalOf(
  call: ToolCall,
  args: Arguments,
  { settings: { name, approval }, tool }: CalledTool,
  context: ToolContext,
): Promise<string | undefined> {
  const { settings, approved } = context;
  // No command's key: those are lists.
  const key = `mcp ${JSON.stringify([name, tool.name])}`;
  const decision = decideCall({
    approval,
    approvalPolicy: settings.approvalPolicy,
    sandbox: settings.sandboxPolicy.mode,
    annotations: tool.annotations,
    approvedBefore: approved.has(key),
  });
  if (decision.act === 'run') return undefined;
  if (decision.act === 'refuse') return `MCP tool call rejected: ${decision.reason}`;
  const answer = await context.ask({
    kind: 'command',
    callId: call.callId,
    command: ['mcp', name, tool.name, JSON.stringify(args ?? {})],
    cwd: settings.cwd,
    reason: `Call the tool \`${tool.name}\` of the MCP server \`${name}\`? (${decision.reason})`,
  });
  if (answer === 'approved_for_session') approved.add(key);
  return answer === 'denied' ? 'MCP tool call rejected by user' : undefined;
}

type Result = { Ok: CallToolResult } | { Err: string };

async function runCall(
  { callId }: ToolCall,
  args: Arguments,
  { settings: { name, toolTimeoutMs }, tool, server }: CalledTool,
  { signal, emit }: ToolContext,
): Promise<Result> {
  const invocation: McpInvocation = {
    server: name,
    tool: tool.name,
    arguments: (args ?? null) as McpInvocation['arguments'],
  };
  emit({ type: 'mcp-call-started', callId, invocation });
  const started = performance.now();
  let result: Result;
  try {
    result = { Ok: keptResult(await server.call(tool.name, args, { timeoutMs: toolTimeoutMs, signal })) };
  } catch (e) {
    if (signal.aborted) throw e;
    const cause = (e as Error).message;
    result = { Err: `tool call error: tool call failed for \`${name}/${tool.name}\`: ${cause}` };
  }
  emit({ type: 'mcp-call-ended', callId, invocation, durationMs: performance.now() - started, result });
  return result;
}
