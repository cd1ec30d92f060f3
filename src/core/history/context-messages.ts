import { type HistoryItem, inputText } from '../../domain/history-item.js';
import { messageKind } from '../../domain/item.js';
import { approvalWord, hasNetwork, readLimits } from '../../domain/policies.js';
import type { TurnSettings } from '../ports/index.js';

/** Describes the environment and the policies to the model (C77). Only the first description in a conversation names the shell. */
export function environmentText(settings: TurnSettings, shell?: string): string {
  const { cwd, approvalPolicy, sandboxPolicy } = settings;
  const roots = sandboxPolicy.mode === 'workspace-write' ? (sandboxPolicy.writable_roots ?? []) : [];
  const { readable = [] } = readLimits(sandboxPolicy);
  return [
    '<environment_context>',
    `  <cwd>${cwd}</cwd>`,
    `  <approval_policy>${approvalWord(approvalPolicy)}</approval_policy>`,
    `  <sandbox_mode>${modeOf(sandboxPolicy)}</sandbox_mode>`,
    `  <network_access>${hasNetwork(sandboxPolicy) ? 'enabled' : 'restricted'}</network_access>`,
    ...listed('writable_roots', roots),
    ...listed('readable_roots', readable),
    ...(shell === undefined ? [] : [`  <shell>${shell}</shell>`]),
    '</environment_context>',
  ].join('\n');
}

const listed = (tag: string, roots: readonly string[]): string[] =>
  roots.length > 0 ? [`  <${tag}>`, ...roots.map((root) => `    <root>${root}</root>`), `  </${tag}>`] : [];

/** A policy that allows writing only to temporary folders is described exactly. */
function modeOf(policy: TurnSettings['sandboxPolicy']): string {
  const hasRoots =
    policy.mode === 'workspace-write' && (!policy.exclude_cwd || (policy.writable_roots ?? []).length > 0);
  return policy.mode === 'workspace-write' && !hasRoots ? 'read-only' : policy.mode;
}

/** An additional text of a client for the model. */
export function contextText(name: string, text: string): string {
  const tag = name.replace(/[^\w.-]/g, '_');
  return `<additional_context>\n<${tag}>${text}</${tag}>\n</additional_context>`;
}

/** The last description of the environment in a history, without the shell; undefined when there is none. */
export function lastEnvironment(items: readonly HistoryItem[]): string | undefined {
  const texts = items.flatMap((item) => (item.type === 'message' && item.role === 'user' ? [inputText(item)] : []));
  return texts.findLast((text) => messageKind(text) === 'environment_context')?.replace(/\n {2}<shell>.*<\/shell>/, '');
}

/** The message with the instructions of the user and the project (C78). */
export function instructionsText(instructions: string): string {
  return `<user_instructions>\n\n${instructions}\n\n</user_instructions>`;
}
