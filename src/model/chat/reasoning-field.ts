import type { ReasoningContentPart, ResponseItem } from '../../../protocol/rollout/items.js';

/** The name under which a server sends what the model thinks, and wants it back. */
export type ReasoningField = 'reasoning' | 'reasoning_content';

/** Kept beside the text, in the rollout as well: other programs pass over it. The usual name is left out. */
interface NamedPart extends ReasoningContentPart {
  readonly field?: ReasoningField;
}

export function reasoningPart(text: string, field: ReasoningField): ReasoningContentPart {
  const part: NamedPart = { type: 'reasoning_text', text, ...(field === 'reasoning' ? {} : { field }) };
  return part;
}

type Reasoning = Extract<ResponseItem, { type: 'reasoning' }>;

export const fieldOf = ({ content }: Reasoning): ReasoningField =>
  content?.some((part: NamedPart) => part.field === 'reasoning_content') ? 'reasoning_content' : 'reasoning';

export const thoughtOf = ({ content }: Reasoning): string => (content ?? []).map(({ text }) => text).join('');

/** The item as the Responses API takes it. */
export function withoutField(item: Reasoning): Reasoning {
  if (fieldOf(item) === 'reasoning') return item;
  return { ...item, content: (item.content ?? []).map(({ type, text }) => ({ type, text })) };
}
