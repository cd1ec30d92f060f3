import type { InputMessageKind } from '../../protocol/rollout/message-events.js';

/** What a text counts as, told by its wrapping alone (C9). */
export function messageKind(text: string): InputMessageKind {
  const trimmed = text.trim().toLowerCase();
  for (const kind of ['environment_context', 'user_instructions'] as const) {
    if (trimmed.startsWith(`<${kind}>`) && trimmed.endsWith(`</${kind}>`)) return kind;
  }
  return 'plain';
}
