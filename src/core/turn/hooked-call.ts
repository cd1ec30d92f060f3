import { parseJson } from '../../domain/json.js';
import type { EndedCall, HookedCall, Tool, ToolCall, ToolContext, ToolResult } from '../ports/index.js';
import type { EndedRun, TurnHooks } from './turn-hooks.js';

/** A call after its hooks. */
export interface Before {
  /** The call, perhaps with another input. */
  readonly call: ToolCall;
  readonly hooked: HookedCall | undefined;
  /** The text that the model gets when the call does not run. */
  readonly refusal?: string;
  readonly contexts: readonly string[];
}

/** Passes a call to hooks before it runs and before an approval is requested, so that exactly the approved call runs. */
export async function beforeCall(hooks: TurnHooks, tool: Tool, call: ToolCall): Promise<Before> {
  const hooked = hookedCall(tool, call);
  if (!hooked) return { call, hooked, contexts: [] };
  const ended = await hooks.run({
    event: 'PreToolUse',
    names: namesOf(hooked),
    input: { tool_name: hooked.name, tool_input: hooked.input, tool_use_id: call.callId },
    of: call.callId,
  });
  const contexts = contextsOf(ended);
  const reason = inOrder(ended).find(({ outcome }) => outcome.status === 'blocked')?.outcome.feedback;
  if (reason !== undefined) return { call, hooked, contexts, refusal: refusalText(hooked, reason) };
  const rewritten = ended.findLast(({ outcome }) => outcome.updatedInput !== undefined)?.outcome.updatedInput;
  if (rewritten === undefined) return { call, hooked, contexts };
  const changed = hooked.withInput(rewritten);
  if (!changed)
    return { call, hooked, contexts, refusal: `${hooked.name} cannot take the input that a hook has given` };
  return { call: changed, hooked: hookedCall(tool, changed), contexts };
}

/** Passes the result of a call to hooks. They can add to the output for the model, or replace it. */
export async function afterCall(
  hooks: TurnHooks,
  { call, hooked }: Before,
  { output, response, endedCall }: ToolResult,
): Promise<{ readonly output: string; readonly contexts: readonly string[] }> {
  const of: EndedCall | undefined = endedCall ?? (hooked && { callId: call.callId, hooked });
  if (!of || response === undefined) return { output, contexts: [] };
  const { name, input } = of.hooked;
  const ended = await hooks.run({
    event: 'PostToolUse',
    names: namesOf(of.hooked),
    input: { tool_name: name, tool_input: input, tool_response: response, tool_use_id: of.callId },
    of: of.callId,
  });
  const feedback = inOrder(ended).flatMap(({ outcome }) => outcome.feedback ?? []);
  return { output: feedback.length > 0 ? feedback.join('\n\n') : output, contexts: contextsOf(ended) };
}

/** A context in which hooks answer before the user is asked. `denied` gets the reason of a hook that refuses. */
export function withPermissionHooks(
  context: ToolContext,
  hooks: TurnHooks,
  { call, hooked }: Before,
  denied: (reason: string) => void,
): ToolContext {
  if (!hooked || !hooks.runAt('PermissionRequest')) return context;
  return {
    ...context,
    async requestApproval(itemId, request) {
      const about = 'reason' in request && request.reason ? { description: request.reason } : {};
      const tool_input =
        typeof hooked.input === 'object' && hooked.input !== null ? { ...hooked.input, ...about } : hooked.input;
      const ended = await hooks.run({
        event: 'PermissionRequest',
        names: namesOf(hooked),
        input: { tool_name: hooked.name, tool_input },
        of: call.callId,
      });
      const refusal = inOrder(ended).find(({ outcome }) => outcome.permission === 'deny');
      if (refusal) {
        denied(refusal.outcome.feedback ?? '');
        return 'decline';
      }
      if (ended.some(({ outcome }) => outcome.permission === 'allow')) return 'accept';
      return context.requestApproval(itemId, request);
    },
  };
}

/** Hooks see other tools by the name and the arguments that the model has written. */
function hookedCall(tool: Tool, call: ToolCall): HookedCall | undefined {
  if (tool.hooked) return tool.hooked(call);
  return {
    name: call.name,
    input: argumentsOf(call.input),
    withInput: (input) => ({ ...call, input: JSON.stringify(input) }),
  };
}

function argumentsOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

const namesOf = ({ name, aliases = [] }: EndedCall['hooked']): string[] => [name, ...aliases];

function refusalText({ name, input }: HookedCall, reason: string): string {
  const { command } = (input ?? {}) as { command?: unknown };
  return ['Bash', 'apply_patch'].includes(name) && typeof command === 'string'
    ? `Command blocked by PreToolUse hook: ${reason}. Command: ${command}`
    : `Tool call blocked by PreToolUse hook: ${reason}. Tool: ${name}`;
}

/** As the hooks are configured. */
export const inOrder = (ended: readonly EndedRun[]): EndedRun[] =>
  [...ended].sort((a, b) => a.run.hook.displayOrder - b.run.hook.displayOrder);

export const contextsOf = (ended: readonly EndedRun[]): string[] =>
  inOrder(ended).flatMap(({ outcome }) => outcome.contexts);
