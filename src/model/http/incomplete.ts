import { ModelError } from '../../core/ports/index.js';

const LIMIT = "The model's answer was cut off: it has reached its limit of output tokens.";
const FILTER = "The model's answer was cut off by the content filter of its provider.";

/** Texts for users that say why an answer is incomplete, by the reasons of both APIs. Undefined: the answer ended normally. */
export const CUT_OFF: Readonly<Record<string, string | undefined>> = {
  length: LIMIT,
  max_output_tokens: LIMIT,
  max_tokens: LIMIT,
  content_filter: FILTER,
};

export const EMPTY_ANSWER = "The model's answer is empty.";

/** A content filter has removed the whole answer. */
export function filtered(provider: string): ModelError {
  const reason = 'the content filter of the provider has refused the answer';
  return new ModelError(reason, { final: true, failure: { code: 'model_refused', provider, reason, status: 200 } });
}
