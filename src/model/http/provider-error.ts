import type { Failure } from '../../../protocol/errors.js';
import { ModelError, type ModelErrorOptions } from '../../core/ports/index.js';
import { isJsonObject } from '../../domain/json.js';
import { sentenceIn } from './error-text.js';
import { usageLimit } from './usage-limit.js';

/** The error that a provider sends, in the body of a refusal or within a stream. */
export interface ProviderError {
  /** The provider's names for the kind of error: `type`, `code` and `status`. */
  readonly kinds: readonly string[];
  /** The HTTP status, when the error itself contains one. */
  readonly status: number | undefined;
  readonly message: string | undefined;
  readonly plan: string | undefined;
  readonly resetsInSeconds: number | undefined;
}

/** Reads an error object; a text alone is its message. */
export function readProviderError(error: unknown): ProviderError {
  const fields = isJsonObject(error) ? error : {};
  const { type, code, status, plan_type } = fields;
  return {
    kinds: [type, code, status].filter((kind) => typeof kind === 'string'),
    status: [code, status].map(Number).find((number) => number >= 400 && number < 600),
    message: sentenceIn(error),
    plan: typeof plan_type === 'string' ? plan_type : undefined,
    resetsInSeconds: resetIn(fields),
  };
}

function resetIn({ resets_in_seconds: seconds, resets_at: at }: Record<string, unknown>): number | undefined {
  if (typeof seconds === 'number') return seconds >= 0 ? seconds : undefined;
  return typeof at === 'number' ? Math.max(0, at - Math.floor(Date.now() / 1000)) : undefined;
}

/** The provider has no capacity now, and each new attempt may succeed. Requests to slow down are rate limits instead. */
export function passingFailure(
  { kinds }: ProviderError,
  of: { provider: string; reason: string },
): Failure | undefined {
  if (kinds.includes('server_is_overloaded')) return { code: 'model_overloaded', ...of };
  return kinds.includes('slow_down') ? { code: 'model_rate_limited', ...of } : undefined;
}

const NOT_INCLUDED = 'To use Codex with your ChatGPT plan, upgrade to Plus: https://openai.com/chatgpt/pricing.';
const NO_ROOM =
  "Codex ran out of room in the model's context window. Start a new conversation or clear earlier history before retrying.";

export interface ErrorPlace {
  readonly provider: string;
  /** The plan of the account, used when the error does not name it. */
  readonly plan?: string | undefined;
  /** The text for users, used when the kind of error has no fixed text. */
  readonly message: string;
  /** The HTTP status that the error came with. */
  readonly status?: number | undefined;
}

/** The errors that have their own code and that a retry cannot fix (C68, C70, C262). */
export function lastingError(error: ProviderError, place: ErrorPlace): ModelError | undefined {
  const { provider, message } = place;
  const has = (...kinds: string[]): boolean => kinds.some((kind) => error.kinds.includes(kind));
  const said = error.message ?? '';
  const reason = error.message ?? error.kinds[0] ?? message;
  const status = error.status ?? place.status;
  // Rate limits also mention tokens and quotas, but a retry helps there.
  const refuses = status === undefined || [400, 402, 403, 404, 413, 422].includes(status);

  if (has('usage_limit_reached')) return usageLimit(provider, error.plan ?? place.plan, error.resetsInSeconds);
  if (has('usage_not_included')) {
    return final(NOT_INCLUDED, { code: 'quota_exceeded', provider, reason: 'usage_not_included' });
  }
  if (has('insufficient_quota'))
    return final(message, { code: 'quota_exceeded', provider, reason: 'insufficient_quota' });
  if (status === 402 || has(...NO_CREDIT) || (refuses && NO_CREDIT_TEXT.test(said))) {
    return final(message, { code: 'quota_exceeded', provider, reason });
  }
  if (
    has('context_length_exceeded') ||
    status === 413 ||
    (refuses && !has('rate_limit_exceeded') && TOO_LONG.test(said))
  ) {
    // The core fills in how many tokens there are.
    return final(NO_ROOM, { code: 'context_full', tokens: 0, limit: 0 });
  }
  if (has(...NO_MODEL) || (refuses && NO_MODEL_TEXT.test(said))) {
    return final(message, { code: 'model_not_found', provider, reason });
  }
  if (has(...BAD_KEY)) return final(message, { code: 'auth_rejected', provider, reason });
  return undefined;
}

const NO_CREDIT = [
  'insufficient_credits',
  'insufficient_balance',
  'insufficient_funds',
  'billing_error',
  'billing_not_active',
  'billing_hard_limit_reached',
  'payment_required',
];
const NO_CREDIT_TEXT =
  /insufficient (credit|balance|fund|quota)|(credit|balance|quota)s? .{0,40}(too low|exhausted|depleted|used up)|out of credits|requires? more credits|check your plan and billing/i;
const TOO_LONG =
  /maximum context length|context[ _](length|window|size)|(prompt|input|request) is too long|too many (input |prompt )?tokens|reduce the length of|exceeds? .{0,60}(context|token limit|number of tokens)/i;
const NO_MODEL = ['model_not_found', 'model_not_available', 'unknown_model', 'invalid_model', 'DeploymentNotFound'];
const NO_MODEL_TEXT =
  /\bmodel\b[^.]{0,120}?(not found|(does not|doesn't) exist|not exist|is(n't| not) available|no longer available)|\bmodel (\S+ )?is not (supported|a valid)|(no such|unknown|invalid|unsupported) model\b|not a valid model|no endpoints found for/i;
const BAD_KEY = [
  'invalid_api_key',
  'authentication_error',
  'invalid_authentication',
  'permission_error',
  'UNAUTHENTICATED',
];

const final = (message: string, failure: ModelErrorOptions['failure']): ModelError =>
  new ModelError(message, { final: true, failure });

/** An answer that breaks off; a retry may help. */
export function brokenOff(reason: string, options?: ModelErrorOptions): ModelError {
  return new ModelError(`stream disconnected before completion: ${reason}`, options);
}

/** The error that a provider sends in a stream that it cannot finish (C70). `otherwise` is the reason if it gives none. */
export function failedInStream(provider: string, error: ProviderError, otherwise: string): ModelError {
  const reason = error.message ?? otherwise;
  const broken = brokenOff(reason);
  const lasting = lastingError(error, { provider, message: broken.message });
  if (lasting) return lasting;
  if (error.kinds.includes('rate_limit_exceeded') || error.status === 429) {
    const retryAfterMs = waitIn(reason);
    const resets = retryAfterMs === undefined ? {} : { resetsInSeconds: Math.ceil(retryAfterMs / 1000) };
    return broken.with({ retryAfterMs, failure: { code: 'model_rate_limited', provider, reason, ...resets } });
  }
  if (error.status === 401 || error.status === 403) {
    return broken.with({ final: true, failure: { code: 'auth_rejected', provider, reason } });
  }
  if (isRefusal(error)) {
    const status = error.status ?? 400;
    return broken.with({ final: true, failure: { code: 'model_refused', provider, reason, status } });
  }
  const failure = passingFailure(error, { provider, reason });
  return failure === undefined ? broken : broken.with({ failure });
}

const REFUSALS = ['invalid_request_error', 'invalid_prompt', 'content_filter', 'content_policy_violation'];

const isRefusal = ({ kinds, status }: ProviderError): boolean =>
  kinds.some((kind) => REFUSALS.includes(kind)) ||
  (status !== undefined && status < 500 && status !== 408 && status !== 409);

/** Milliseconds in `Please try again in 0.3s.` */
function waitIn(message: string): number | undefined {
  const [, amount, unit] = /try again in\s*(\d+(?:\.\d+)?)\s*(ms|s)(?:econds?)?\b/i.exec(message) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit?.toLowerCase() === 'ms' ? 1 : 1000);
}
