/** What a text of a user message counts as: the user's own words, or context that is wrapped in a message. */
export type MessageKind = 'plain' | 'user_instructions' | 'environment_context';

/** Told by the wrapping alone (C9). */
export function messageKind(text: string): MessageKind {
  const trimmed = text.trim().toLowerCase();
  for (const kind of ['environment_context', 'user_instructions'] as const) {
    if (trimmed.startsWith(`<${kind}>`) && trimmed.endsWith(`</${kind}>`)) return kind;
  }
  return 'plain';
}
