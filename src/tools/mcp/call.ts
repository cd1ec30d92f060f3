import type { CallToolResult } from '../../../protocol/rollout/mcp.js';
import type { ToolCall, ToolContext, ToolResult } from '../../core/ports/index.js';
import type { McpServerSettings } from '../../core/ports/mcp.js';
import { type ApprovalDecision, isAccepted, type McpApprovalRequest } from '../../domain/approval.js';
import type { McpToolCall } from '../../domain/item.js';
import { mayAsk } from '../../domain/policies.js';
import { shownPath } from '../../os/shown-text.js';
import type { McpTool } from './connection.js';
import { decideCall } from './decide-call.js';
import type { Elicit } from './elicitations.js';
import { keptResult, modelOutput, modelText, withHeader } from './output.js';
import type { SharedServer } from './shared-server.js';

export interface CalledTool {
  readonly settings: McpServerSettings;
  readonly tool: McpTool;
  readonly server: SharedServer;
  readonly form: OutputForm;
  readonly keep: KeepApproval;
}

/** Writes into the configuration of the user that the tool needs no approval. Rejects when it cannot be kept there. */
export type KeepApproval = (server: McpServerSettings, tool: string) => Promise<void>;

/** How the model reads outputs: as JSON, as in 0.44, or as text under a header, as models of today know it. */
export type OutputForm = 'json' | 'text';

type Arguments = Record<string, unknown> | undefined;

/** Calls a tool of an MCP server, after the user's approval if the policies require it (C104). */
export async function callTool(call: ToolCall, called: CalledTool, context: ToolContext): Promise<string | ToolResult> {
  const read = readArguments(call.input);
  if ('problem' in read) return `failed to parse function arguments: ${read.problem}`;
  const { callId } = call;
  const { readOnlyHint } = called.tool.annotations;
  const begun = performance.now();
  const shown = (output: string): string =>
    called.form === 'text' ? withHeader(output, performance.now() - begun) : output;
  const item: McpToolCall = {
    type: 'mcp-tool-call',
    id: callId,
    callId,
    startedAt: context.now(),
    completedAt: null,
    server: called.settings.name,
    tool: called.tool.name,
    arguments: read.value ?? null,
    ...(typeof readOnlyHint === 'boolean' ? { readOnlyHint } : {}),
    status: 'in-progress',
  };
  context.emit({ type: 'item-started', item });
  const approval = await approve(call, read.value, called, context);
  if ('refusal' in approval) {
    const error = approval.refusal;
    const refused: McpToolCall = {
      ...item,
      status: 'declined',
      completedAt: context.now(),
      outcome: { error },
      durationMs: 0,
    };
    return { output: shown(error), events: [{ type: 'item-completed', item: refused }] };
  }
  const { output, ...ended } = await runCall(item, read.value, { ...called, tool: approval.tool }, context);
  return { ...ended, output: shown(output) };
}

/** Models write empty arguments as an empty text or null. */
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

/** The most approvals for one call whose tool changes meanwhile. */
const MAX_QUESTIONS = 3;

/** The tool if it may be called, otherwise the reason. The present description of the tool counts, not the one that the model got (C303). */
async function approve(
  call: ToolCall,
  args: Arguments,
  { settings: server, tool: offered, server: running, form, keep }: CalledTool,
  context: ToolContext,
): Promise<{ readonly tool: McpTool } | { readonly refusal: string }> {
  const { settings, grants, signal } = context;
  for (let questions = 0; questions < MAX_QUESTIONS; questions++) {
    const tool = (await running.current(offered.name, signal)) ?? offered;
    const shown = [server.name, tool.name, definitionOf(server, tool)] as const;
    const decision = decideCall({
      approval: server.approval,
      trustsAnnotations: server.trustsAnnotations,
      approvalPolicy: settings.approvalPolicy,
      sandbox: settings.sandboxPolicy.mode,
      annotations: tool.annotations,
      onlyReadersRun: settings.commandTool === 'exec',
      approvedBefore: grants.allowsMcpTool(...shown),
    });
    if (decision.act === 'run') return { tool };
    if (decision.act === 'refuse') return { refusal: `MCP tool call rejected: ${decision.reason}` };
    const request = requestOf(call, args, server, tool, settings.cwd, decision.reason);
    const decided = await context.requestApproval(call.callId, request);
    if (!isAccepted(decided)) return { refusal: refusalText(decided, form) };
    const now = (await running.current(offered.name, signal)) ?? tool;
    if (now.definition !== tool.definition) continue;
    if (decided !== 'accept') grants.allowMcpTool(...shown);
    if (decided === 'accept-by-rule') await keepApproval(server, tool, keep, context);
    return { tool };
  }
  return { refusal: 'MCP tool call rejected: the server changes the tool again and again' };
}

/** Without it, the call runs all the same, and the approval counts for the session. */
async function keepApproval(server: McpServerSettings, { name }: McpTool, keep: KeepApproval, context: ToolContext) {
  try {
    await keep(server, name);
  } catch (e) {
    const message = `The approval of \`${shownPath(name)}\` was not kept, and counts for this thread alone: ${(e as Error).message}`;
    context.emit({ type: 'note', message });
  }
}

function refusalText(decision: ApprovalDecision, form: OutputForm): string {
  if (form === 'json') return 'MCP tool call rejected by user';
  return `user ${decision === 'dismiss' ? 'cancelled' : 'rejected'} MCP tool call`;
}

/** Identifies what the user has approved: the address or command of the server, and the whole description of the tool. */
function definitionOf({ endpoint }: McpServerSettings, tool: McpTool): string {
  const place = endpoint.kind === 'address' ? [endpoint.url] : [endpoint.command, endpoint.args, endpoint.cwd];
  return JSON.stringify([place, tool.definition]);
}

function requestOf(
  { callId }: ToolCall,
  args: Arguments,
  { name: server, approval }: McpServerSettings,
  tool: McpTool,
  cwd: string,
  why: string,
): McpApprovalRequest {
  const name = shownPath(tool.name);
  return {
    kind: 'mcp',
    callId,
    server,
    tool: tool.name,
    title: tool.title ?? null,
    description: tool.description,
    annotations: { ...tool.annotations },
    // When each call needs an approval, an approval counts only for its call.
    canBeKept: approval !== 'always',
    arguments: args ?? null,
    command: ['mcp', server, name, shownPath(JSON.stringify(args ?? {}))],
    cwd,
    reason: `Call the tool \`${name}\` of the MCP server \`${server}\`? (${why})`,
  };
}

async function runCall(
  item: McpToolCall,
  args: Arguments,
  { settings: { name, toolTimeoutMs }, tool, server, form }: CalledTool,
  context: ToolContext,
): Promise<ToolResult> {
  const { signal, emit, now, attachImage, settings } = context;
  // Under a policy without approvals, servers may not ask the user either.
  const elicit: Elicit = async (question, withdrawn) =>
    mayAsk(settings.approvalPolicy, 'mcp_elicitations')
      ? context.requestInput(item.id, { kind: 'elicitation', server: name, ...question }, withdrawn)
      : null;
  emit({ type: 'execution-started', item });
  const started = performance.now();
  let result: { ok: CallToolResult } | { error: string };
  try {
    result = { ok: keptResult(await server.call(tool, args, { timeoutMs: toolTimeoutMs, signal, elicit })) };
  } catch (e) {
    if (signal.aborted) throw e;
    const cause = (e as Error).message;
    result = { error: `tool call error: tool call failed for \`${name}/${tool.name}\`: ${cause}` };
  }
  const status = 'ok' in result && result.ok.isError !== true ? 'completed' : 'failed';
  const read = form === 'text' ? modelText : modelOutput;
  const ended: McpToolCall = { ...item, status, outcome: result, durationMs: performance.now() - started };
  return {
    output: 'ok' in result ? read(result.ok, attachImage) : result.error,
    ...('ok' in result ? { response: result.ok } : {}),
    events: [
      { type: 'execution-ended', item: ended },
      { type: 'item-completed', item: { ...ended, completedAt: now() } },
    ],
  };
}
