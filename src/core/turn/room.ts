import { estimateTokens } from '../history/size.js';
import { ModelError } from '../ports/index.js';
import type { TurnHost } from './host.js';

type Sizes = Pick<TurnHost, 'compactLimit' | 'usage' | 'history'>;

/** Whether the history must be summarised before the first request of a turn. The size of items added since the last request is estimated. */
export function isFullAtStart({ compactLimit, usage, history }: Sizes): boolean {
  const isAnswered = history.items.some((item) => item.type !== 'message' || item.role === 'assistant');
  if (!isAnswered) return false;
  return usage.full || (compactLimit !== null && estimatedTokens({ usage, history }) >= compactLimit);
}

/** Whether the history has reached the limit, as the model counts it. */
export function isFull({ compactLimit, usage }: Sizes): boolean {
  return compactLimit !== null && usage.contextTokens !== null && usage.contextTokens >= compactLimit;
}

/** The error for a history that is full again directly after a summary. */
export function stillFull({ compactLimit, usage }: Sizes): ModelError {
  const [limit, tokens] = [compactLimit ?? 0, usage.contextTokens ?? 0];
  return new ModelError(
    `Conversation is still above the token limit after automatic summarization (limit ${limit}, current ${tokens}). Please start a new session or trim your input.`,
    { failure: { code: 'context_full', tokens, limit } },
  );
}

function estimatedTokens({ usage, history }: Pick<Sizes, 'usage' | 'history'>): number {
  if (usage.contextTokens === null) return estimateTokens(history.items);
  // The model has counted everything but the messages that were added since.
  const last = history.items.findLastIndex((item) => item.type !== 'message' || item.role !== 'user');
  return usage.contextTokens + estimateTokens(history.items.slice(last + 1));
}
