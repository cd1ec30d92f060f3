import type { ReasoningContentPart, ResponseItem } from '../../../protocol/rollout/items.js';

/** The name of the member in which a server sends reasoning and expects it back. */
export type ReasoningField = 'reasoning' | 'reasoning_content';

/** Stored beside the text, also in the rollout, where other programs ignore it. The usual name is not stored. */
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

/** The item in the form that the Responses API accepts. */
export function withoutField(item: Reasoning): Reasoning {
  if (fieldOf(item) === 'reasoning') return item;
  return { ...item, content: (item.content ?? []).map(({ type, text }) => ({ type, text })) };
}
