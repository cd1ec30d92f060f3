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

/** Calls a tool of an MCP server, after the approval of the user where the policies want one (C104). */
export async function callTool(call: ToolCall, called: CalledTool, context: ToolContext): Promise<string> {
  const read = readArguments(call.input);
  if ('problem' in read) return `failed to parse function arguments: ${read.problem}`;
  const approval = await approve(call, read.value, called, context);
  if ('refusal' in approval) return `MCP tool call rejected${approval.refusal}`;
  const result = await runCall(call, read.value, { ...called, tool: approval.tool }, context);
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

/** How often the user is asked about one call whose tool changes meanwhile. */
const MAX_QUESTIONS = 3;

/** The tool as it may be called, or why not. What counts is what the server says of the tool now, and not when it was offered to the model (C303). */
async function approve(
  call: ToolCall,
  args: Arguments,
  { settings: server, tool: offered, server: running }: CalledTool,
  context: ToolContext,
): Promise<{ readonly tool: McpTool } | { readonly refusal: string }> {
  const { settings, approved, signal } = context;
  for (let questions = 0; questions < MAX_QUESTIONS; questions++) {
    const tool = (await running.current(offered.name, signal)) ?? offered;
    const key = approvalKey(server, tool);
    const decision = decideCall({
      approval: server.approval,
      trustsAnnotations: server.trustsAnnotations,
      approvalPolicy: settings.approvalPolicy,
      sandbox: settings.sandboxPolicy.mode,
      annotations: tool.annotations,
      approvedBefore: approved.has(key),
    });
    if (decision.act === 'run') return { tool };
    if (decision.act === 'refuse') return { refusal: `: ${decision.reason}` };
    const answer = await context.ask(questionOf(call, args, server.name, tool, settings.cwd, decision.reason));
    if (answer === 'denied') return { refusal: ' by user' };
    const now = (await running.current(offered.name, signal)) ?? tool;
    if (now.definition !== tool.definition) continue;
    if (answer === 'approved_for_session') approved.add(key);
    return { tool };
  }
  return { refusal: ': the server changes the tool again and again' };
}

/** Names what was shown: the server and where it is, the tool and all that the server says of it. Commands have other keys, which are lists. */
function approvalKey({ name, endpoint }: McpServerSettings, tool: McpTool): string {
  const place = endpoint.kind === 'address' ? [endpoint.url] : [endpoint.command, endpoint.args, endpoint.cwd];
  return `mcp ${JSON.stringify([name, place, tool.name, tool.definition])}`;
}

function questionOf(
  { callId }: ToolCall,
  args: Arguments,
  server: string,
  tool: McpTool,
  cwd: string,
  why: string,
): Parameters<ToolContext['ask']>[0] {
  const name = visible(tool.name);
  return {
    kind: 'command',
    callId,
    command: ['mcp', server, name, visible(JSON.stringify(args ?? {}))],
    cwd,
    reason: `Call the tool \`${name}\` of the MCP server \`${server}\`? (${why})`,
  };
}

/** Control characters, and those that change the direction of a text, as they are written in JSON: they could make a question look like another one. */
const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) as number;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });

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
    result = { Ok: keptResult(await server.call(tool, args, { timeoutMs: toolTimeoutMs, signal })) };
  } catch (e) {
    if (signal.aborted) throw e;
    const cause = (e as Error).message;
    result = { Err: `tool call error: tool call failed for \`${name}/${tool.name}\`: ${cause}` };
  }
  emit({ type: 'mcp-call-ended', callId, invocation, durationMs: performance.now() - started, result });
  return result;
}
