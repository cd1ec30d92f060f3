import { ModelError, type ModelErrorOptions } from '../../core/ports/index.js';
import { usageLimit } from './usage-limit.js';

/** What a provider says went wrong, in the body of a refusal or in the middle of a stream. */
export interface ProviderError {
  /** Its own words for the kind of error: `type` and `code`. */
  readonly kinds: readonly string[];
  readonly message: string | undefined;
  readonly plan: string | undefined;
  readonly resetsInSeconds: number | undefined;
}

/** Reads an error object; a text alone is its message. */
export function readProviderError(error: unknown): ProviderError {
  const fields = isObject(error) ? error : { message: error };
  const { type, code, message, plan_type, resets_in_seconds } = fields;
  return {
    kinds: [type, code].filter((kind) => typeof kind === 'string'),
    message: typeof message === 'string' && message.trim() !== '' ? message : undefined,
    plan: typeof plan_type === 'string' ? plan_type : undefined,
    resetsInSeconds: typeof resets_in_seconds === 'number' && resets_in_seconds >= 0 ? resets_in_seconds : undefined,
  };
}

const NOT_INCLUDED = 'To use Codex with your ChatGPT plan, upgrade to Plus: https://openai.com/chatgpt/pricing.';
const NO_ROOM =
  "Codex ran out of room in the model's context window. Start a new conversation or clear earlier history before retrying.";

/** The errors that have a kind of their own and that asking again cannot mend (C68, C70). `message` is for those without a fixed text. */
export function lastingError(
  error: ProviderError,
  { provider, plan, message }: { provider: string; plan?: string | undefined; message: string },
): ModelError | undefined {
  const is = (kind: string): boolean => error.kinds.includes(kind);
  if (is('usage_limit_reached')) return usageLimit(provider, error.plan ?? plan, error.resetsInSeconds);
  if (is('usage_not_included')) return quotaExceeded(provider, 'usage_not_included', NOT_INCLUDED);
  if (is('insufficient_quota')) return quotaExceeded(provider, 'insufficient_quota', message);
  if (is('context_length_exceeded')) {
    // How many tokens there are is for the core to say.
    return new ModelError(NO_ROOM, { final: true, failure: { code: 'context_full', tokens: 0, limit: 0 } });
  }
  return undefined;
}

function quotaExceeded(provider: string, reason: string, message: string): ModelError {
  return new ModelError(message, { final: true, failure: { code: 'quota_exceeded', provider, reason } });
}

/** An answer that breaks off; asking again may help. */
export function brokenOff(reason: string, options?: ModelErrorOptions): ModelError {
  return new ModelError(`stream disconnected before completion: ${reason}`, options);
}

/** What a provider says in a stream that it cannot finish (C70). */
export function failedInStream(provider: string, error: ProviderError, otherwise: string): ModelError {
  const reason = error.message ?? otherwise;
  const broken = brokenOff(reason);
  const lasting = lastingError(error, { provider, message: broken.message });
  if (lasting || !error.kinds.includes('rate_limit_exceeded')) return lasting ?? broken;
  const retryAfterMs = waitIn(reason);
  const resets = retryAfterMs === undefined ? {} : { resetsInSeconds: Math.ceil(retryAfterMs / 1000) };
  return broken.with({ retryAfterMs, failure: { code: 'model_rate_limited', provider, reason, ...resets } });
}

/** Milliseconds in `Please try again in 0.3s.` */
function waitIn(message: string): number | undefined {
  const [, amount, unit] = /try again in\s*(\d+(?:\.\d+)?)\s*(ms|s)(?:econds?)?\b/i.exec(message) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit?.toLowerCase() === 'ms' ? 1 : 1000);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
