import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Failure } from '../../../protocol/errors.js';
import { ModelError, type ProviderSettings } from '../../core/ports/index.js';
import { brokenOff, lastingError, type ProviderError, readProviderError } from './provider-error.js';

/** An answer that is no answer: a status other than 2xx. */
export interface Refusal {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** The beginning of its body. */
  readonly text: string;
}

/** Characters of a body that are read, and of which people are shown. */
const MAX_READ = 64 * 1024;
const MAX_SHOWN = 4096;
/** Milliseconds that the body has for coming, where the provider has no shorter time. */
const BODY_WITHIN_MS = 5_000;

export async function readRefusal(
  answer: IncomingMessage,
  { streamIdleTimeoutMs }: ProviderSettings,
): Promise<Refusal> {
  let text = '';
  const timer = setTimeout(() => answer.destroy(), Math.min(BODY_WITHIN_MS, streamIdleTimeoutMs));
  try {
    for await (const chunk of answer.setEncoding('utf8')) {
      text += chunk;
      if (text.length > MAX_READ) break;
    }
  } catch {
    // What has come of it has to do: the status is what counts.
  } finally {
    clearTimeout(timer);
  }
  return { status: answer.statusCode ?? 0, header: (name) => headerOf(answer, name), text };
}

export const headerOf = (answer: IncomingMessage, name: string): string | undefined => {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** What a refusal means (C68). What may be asked again is not final. */
export function refusalError(
  refusal: Refusal,
  provider: ProviderSettings,
  account: { plan?: string | undefined; signedIn: boolean },
): ModelError {
  const { status } = refusal;
  const error = errorIn(refusal.text);
  const message = textFor(refusal, provider);
  const lasting = lastingError(error, { provider: provider.id, plan: account.plan, message: unexpected(refusal) });
  if (lasting) return lasting;
  const reason = error.message ?? (refusal.text.trim().slice(0, 500) || named(status));
  const of = { provider: provider.id, reason };
  if (status === 429) return new ModelError(message, { failure: { code: 'model_rate_limited', ...of } });
  if (status >= 500) return new ModelError(message, { failure: { code: 'model_unreachable', ...of } });
  return new ModelError(message, { final: true, failure: refused(status) });

  function refused(status: number): Failure {
    if (status === 401 && provider.requiresOpenaiAuth && !account.signedIn) {
      return { code: 'auth_missing', provider: provider.id };
    }
    if (status === 401 || status === 403) return { code: 'auth_rejected', ...of };
    return { code: 'model_refused', ...of, status };
  }
}

/**
 * A success with something else than events comes from somebody who is not the model: a page that wants a sign-in, a proxy, another API. Throws
 * `ModelError`, final: the address is wrong.
 */
export async function refuseOtherContent(answer: IncomingMessage, provider: ProviderSettings): Promise<void> {
  const encoding = headerOf(answer, 'content-encoding');
  if (encoding && encoding !== 'identity') {
    answer.destroy();
    throw brokenOff(`the answer is compressed (${encoding}), which was not asked for`, { final: true });
  }
  const type = headerOf(answer, 'content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'text/html' && !/[/+]json$/.test(type)) return;
  const { text } = await readRefusal(answer, provider);
  const wrong = brokenOff(`the answer is ${type}, not a stream of events: ${shortened(text)}`, { final: true });
  throw lastingError(errorIn(text), { provider: provider.id, message: wrong.message }) ?? wrong;
}

function textFor(refusal: Refusal, { wireApi }: ProviderSettings): string {
  const { status, header } = refusal;
  if (status === 500 && wireApi !== 'chat') {
    return "We're currently experiencing high demand, which may cause temporary errors.";
  }
  if (status === 429 || status >= 500 || (status === 401 && wireApi !== 'chat')) {
    const id = header('cf-ray');
    return `exceeded retry limit, last status: ${named(status)}${id ? `, request id: ${id}` : ''}`;
  }
  return unexpected(refusal);
}

function unexpected({ status, text }: Refusal): string {
  return `unexpected status ${named(status)}: ${shortened(text)}`;
}

const shortened = (text: string): string => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);

const named = (status: number): string => `${status} ${STATUS_CODES[status] ?? '<unknown status code>'}`;

/** `{"error": {…}}`, `{"error": "…"}`, `{"detail": "…"}` or the error itself. */
function errorIn(text: string): ProviderError {
  try {
    const body = JSON.parse(text) as { error?: unknown; detail?: unknown } | null;
    return readProviderError(body?.error ?? body?.detail ?? body);
  } catch {
    return readProviderError(undefined);
  }
}
