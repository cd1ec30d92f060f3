import type { ResponseItem } from '../../protocol/core/items.js';
import type { TurnSettings } from './ports.js';

/**
 * The message that tells the model where it works and what it may do (v1-agent-core §10.2). The shell is named in the first one only.
 */
export function environmentContext(settings: TurnSettings, shell?: string): ResponseItem {
  const { cwd, approvalPolicy, sandboxPolicy } = settings;
  const roots = sandboxPolicy.mode === 'workspace-write' ? (sandboxPolicy.writable_roots ?? []) : [];
  const lines = [
    '<environment_context>',
    `  <cwd>${cwd}</cwd>`,
    `  <approval_policy>${approvalPolicy}</approval_policy>`,
    `  <sandbox_mode>${sandboxPolicy.mode}</sandbox_mode>`,
    `  <network_access>${hasNetwork(settings) ? 'enabled' : 'restricted'}</network_access>`,
    ...(roots.length > 0
      ? ['  <writable_roots>', ...roots.map((root) => `    <root>${root}</root>`), '  </writable_roots>']
      : []),
    ...(shell === undefined ? [] : [`  <shell>${shell}</shell>`]),
    '</environment_context>',
  ];
  return userMessage([{ type: 'input_text', text: lines.join('\n') }]);
}

/** The message that carries the standing instructions of the person and the project (v1-agent-core §10.3). */
export function instructionsMessage(text: string): ResponseItem {
  return userMessage([{ type: 'input_text', text: `<user_instructions>\n\n${text}\n\n</user_instructions>` }]);
}

/** Whether the model must be told anew: only what the message shows counts. */
export function sameEnvironment(a: TurnSettings, b: TurnSettings): boolean {
  return JSON.stringify(environmentContext(a)) === JSON.stringify(environmentContext(b));
}

type UserContent = Extract<ResponseItem, { type: 'message' }>['content'];

export function userMessage(content: UserContent): ResponseItem {
  return { type: 'message', role: 'user', content };
}

function hasNetwork({ sandboxPolicy }: TurnSettings): boolean {
  if (sandboxPolicy.mode === 'danger-full-access') return true;
  return sandboxPolicy.mode === 'workspace-write' && sandboxPolicy.network_access;
}
