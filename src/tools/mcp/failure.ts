import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError, UnauthorizedError } from '@modelcontextprotocol/client';
import type { McpServerSettings } from '../../core/ports/mcp.js';
import { authorizationHint } from './authorization.js';
import { WANTS_AUTHORIZATION } from './headers.js';
import type { ServerSecrets } from './secrets.js';

const SHOWN = 500;

/** The reason why a request to a server failed, for the user and the model (C128), without secrets. */
export function causeOf(error: unknown, server: McpServerSettings, secrets: ServerSecrets): string {
  const cut = (text: string): string => shortened(secrets.hiddenIn(text));
  if (error instanceof UnauthorizedError || (error instanceof SdkHttpError && error.status === 401)) {
    return `${WANTS_AUTHORIZATION} (HTTP 401): ${authorizationHint(server)}`;
  }
  if (error instanceof SdkHttpError) return cut(`HTTP ${error.status}: ${error.message}`);
  if (error instanceof ProtocolError) return `${cut(error.message)} (code ${error.code})`;
  if (!(error instanceof Error)) return cut(String(error));
  // The message of `fetch` is always the same; the reason is in its cause.
  const { cause } = error;
  return cause instanceof Error ? cut(`${error.message}: ${cause.message}`) : cut(error.message);
}

export const isTimeout = (error: unknown): boolean =>
  error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout;

/** The server has answered, perhaps with an error, so the connection works. */
export const isAnswer = (error: unknown): boolean =>
  error instanceof ProtocolError || (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult);

const shortened = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
