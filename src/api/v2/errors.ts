import { AppError, type ErrorCode, type Failure } from '../../../protocol/errors.js';
import type { CodexErrorInfo, TurnError } from '../../../protocol/v2/errors.js';

/** Failures of turns and refusals of requests in the words of v2. */

export function turnError(message: string, cause: Failure | undefined): TurnError {
  const text = textOf(message, cause);
  // When the message is ours, the provider's message goes into `additionalDetails`.
  const additionalDetails = cause?.code === 'context_full' || text === message ? null : message;
  return { message: text, codexErrorInfo: errorInfo(cause), additionalDetails, misalignment: null };
}

function textOf(message: string, cause: Failure | undefined): string {
  switch (cause?.code) {
    case 'context_full':
      return message.replace('a new conversation', 'a new thread');
    case 'model_overloaded':
      return 'Selected model is at capacity. Please try a different model.';
    case 'quota_exceeded':
      return cause.reason === 'usage_not_included' ? message : 'Quota exceeded. Check your plan and billing details.';
    default:
      return message;
  }
}

/** A failure after which the request is sent again: which attempt it is, and why. */
export function retriedError(message: string): TurnError {
  const [, cause = null, attempt] = /^stream error: (.*); retrying (\d+\/\d+) in /s.exec(message) ?? [];
  const [, status] = /last status: (\d{3})\b/.exec(cause ?? '') ?? [];
  return {
    message: attempt === undefined ? message : `Reconnecting... ${attempt}`,
    codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: status === undefined ? null : Number(status) } },
    additionalDetails: cause,
    misalignment: null,
  };
}

function errorInfo(cause: Failure | undefined): CodexErrorInfo {
  switch (cause?.code) {
    case 'context_full':
      return 'contextWindowExceeded';
    case 'quota_exceeded':
      return 'usageLimitExceeded';
    case 'model_rate_limited':
      if (cause.reason === 'usage_limit_reached') return 'usageLimitExceeded';
      return cause.status === undefined
        ? 'rateLimitExceeded'
        : { responseTooManyFailedAttempts: { httpStatusCode: cause.status } };
    case 'model_overloaded':
      return 'serverOverloaded';
    case 'model_not_found':
      return 'modelNotFound';
    case 'auth_missing':
    case 'auth_rejected':
    case 'auth_expired':
    case 'auth_refresh_failed':
      return 'unauthorized';
    case 'model_unreachable':
      return cause.status === undefined
        ? { responseStreamDisconnected: { httpStatusCode: null } }
        : refusedInfo(cause.status);
    case 'model_refused':
      return refusedInfo(cause.status);
    case 'sandbox_unavailable':
      return 'sandboxError';
    default:
      return 'other';
  }
}

function refusedInfo(status: number): CodexErrorInfo {
  if (status === 400) return 'badRequest';
  if (status === 500) return 'internalServerError';
  return { httpConnectionFailed: { httpStatusCode: status } };
}

/** Gives errors of the core the texts that clients of v2 know (C402). */
export async function inWordsOfThreads<T>(threadId: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (e) {
    throw AppError.is(e) ? reworded(e, threadId) : e;
  }
}

const TEXTS: Partial<Record<ErrorCode, (threadId: string) => string>> = {
  conversation_not_found: (id) => `thread not found: ${id}`,
  rollout_not_found: (id) => `no rollout found for thread id ${id}`,
  history_in_use: (id) => `cannot delete thread ${id}: forked history still references it`,
  conversation_busy: (id) => `thread ${id} already has an active writer`,
};

function reworded(error: AppError, threadId: string): AppError {
  if (error.code === 'invalid_request' && 'path' in error.data && error.data.path === 'params.conversationId') {
    const data = { path: 'params.threadId', reason: 'expected a UUID' };
    return new AppError('invalid_request', `invalid thread id: ${threadId}: expected a UUID`, data, { cause: error });
  }
  const text = TEXTS[error.code]?.(threadId);
  const deriving = /^error deriving config: /;
  if (error.code === 'config_invalid' && deriving.test(error.message))
    return withMessage(error, error.message.replace(deriving, 'failed to load configuration: '));
  return text === undefined ? error : withMessage(error, text);
}

const withMessage = (error: AppError, message: string): AppError =>
  new AppError(error.code, message, error.data, { cause: error });
