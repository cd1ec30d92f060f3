import type { IncomingMessage } from 'node:http';
import { ModelError, type ProviderSettings } from '../../core/ports/index.js';
import { bodyText, sentenceIn } from './error-text.js';
import { lastingError, type ProviderError, passingFailure, readProviderError } from './provider-error.js';

/** A response with a status other than 2xx. */
export interface Refusal {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** The beginning of its body. */
  readonly text: string;
}

/** How many characters of a body are read, and how many of them users see. */
const MAX_READ = 64 * 1024;
const MAX_SHOWN = 4096;
/** Milliseconds within which the body must arrive, unless the provider has a shorter limit. */
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
    // A part of the body is enough: the status decides.
  } finally {
    clearTimeout(timer);
  }
  return { status: answer.statusCode ?? 0, header: (name) => headerOf(answer, name), text };
}

export const headerOf = (answer: IncomingMessage, name: string): string | undefined => {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** The error of a refusal (C68). An error that a retry may fix is not final. */
export function refusalError(
  refusal: Refusal,
  provider: ProviderSettings,
  account: { plan?: string | undefined; signedIn: boolean },
): ModelError {
  return decided(refusal, provider, account).with({ cause: new Error(refusal.text) });
}

function decided(
  refusal: Refusal,
  provider: ProviderSettings,
  account: { plan?: string | undefined; signedIn: boolean },
): ModelError {
  const { status } = refusal;
  const error = errorIn(refusal.text);
  const place = { provider: provider.id, plan: account.plan, message: unexpected(refusal), status };
  const lasting = lastingError(error, place);
  if (lasting) return lasting;
  if (status === 401 && provider.requiresOpenaiAuth && !account.signedIn) return notSignedIn(provider);
  const message = textFor(refusal, provider);
  const of = {
    provider: provider.id,
    reason: error.message ?? (shortened(bodyText(refusal.text), 500) || named(status)),
  };
  const passing = passingFailure(error, of);
  if (passing) return new ModelError(message, { failure: passing });
  if (status === 429) return new ModelError(message, { failure: { code: 'model_rate_limited', ...of, status } });
  // The server applies the template of the model, and that fails the same way each time.
  if (status >= 500 && TEMPLATE.test(refusal.text)) {
    return new ModelError(unexpected(refusal), { final: true, failure: { code: 'model_refused', ...of, status } });
  }
  if (status >= 500) return new ModelError(message, { failure: { code: 'model_unreachable', ...of, status } });
  const isKey = status === 401 || status === 403;
  return new ModelError(message, {
    final: true,
    failure: isKey ? { code: 'auth_rejected', ...of } : { code: 'model_refused', ...of, status },
  });
}

const TEMPLATE = /must alternate|chat template|jinja/i;

/** The error when the provider needs an account and the user is not signed in; it names the ways to sign in (C261). */
export function notSignedIn({ id }: ProviderSettings): ModelError {
  const message =
    'You are not signed in. Sign in with `turnwire login` or from your client (a ChatGPT account or an API key), or set OPENAI_API_KEY and `preferred_auth_method = "apikey"`.';
  return new ModelError(message, { final: true, failure: { code: 'auth_missing', provider: id } });
}

/** The texts of 0.44, followed by the provider's message. */
function textFor(refusal: Refusal, { wireApi }: ProviderSettings): string {
  const { status, header, text } = refusal;
  const said = errorIn(text).message;
  const more = said === undefined ? '' : `: ${shortened(said)}`;
  if (status === 500 && wireApi !== 'chat' && said === undefined) {
    return "We're currently experiencing high demand, which may cause temporary errors.";
  }
  if (status === 429 || status >= 500 || (status === 401 && wireApi !== 'chat')) {
    const id = header('cf-ray');
    return `exceeded retry limit, last status: ${named(status)}${id ? `, request id: ${id}` : ''}${more}`;
  }
  return unexpected(refusal);
}

function unexpected({ status, text }: Refusal): string {
  return `unexpected status ${named(status)}: ${shortened(bodyText(text))}`;
}

export const shortened = (text: string, most = MAX_SHOWN): string =>
  text.length > most ? `${text.slice(0, most)}…` : text;

/** With an import, each server would load the module at its start. */
const named = (status: number): string => {
  const { STATUS_CODES } = process.getBuiltinModule('node:http');
  return `${status} ${STATUS_CODES[status] ?? '<unknown status code>'}`;
};

/** `{"error": {…}}`, `{"error": "…"}`, `{"detail": "…"}`, a list of one of these, or the error itself. */
export function errorIn(text: string): ProviderError {
  try {
    const json: unknown = JSON.parse(text);
    const body = (Array.isArray(json) ? json[0] : json) as { error?: unknown; detail?: unknown } | null;
    const inner = typeof body?.error === 'object' ? body.error : undefined;
    return { ...readProviderError(inner ?? body), message: sentenceIn(json) };
  } catch {
    return readProviderError(undefined);
  }
}
