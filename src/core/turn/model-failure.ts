import { AppError, type Failure } from '../../../protocol/errors.js';
import type { EventBody } from '../../domain/events.js';
import { eventRecord } from '../../domain/record.js';
import { ModelError } from '../ports/index.js';
import type { TurnContext } from './context.js';

/** Records and shows the limits and the remaining context that an error contains. Returns the error with a complete cause for programs. */
export async function recordFailure(error: ModelError, context: TurnContext): Promise<ModelError> {
  const { usage } = context;
  const full = error.failure?.code === 'context_full';
  if (full) usage.fill();
  usage.limits(error.rateLimits ?? null);
  if (error.rateLimits || (full && usage.contextWindow !== null)) await commitUsage(context);
  return error.with({ failure: causeOf(error, context) });
}

/** Stores and shows the counts as they are now. */
export function commitUsage({ usage, commit }: TurnContext): void | Promise<void> {
  const event = { type: 'usage-updated', usage: usage.snapshot() } as const;
  return commit([eventRecord(event)], [event]);
}

function causeOf({ failure, message }: ModelError, { usage, settings }: TurnContext): Failure {
  if (failure === undefined) {
    const reason = message.replace(/^stream disconnected before completion: /, '');
    return { code: 'model_unreachable', provider: settings.provider.id, reason };
  }
  if (failure.code !== 'context_full') return failure;
  return { code: 'context_full', tokens: usage.contextTokens ?? 0, limit: usage.contextWindow ?? 0 };
}

/** What clients see of an error that ends a turn. */
export function errorEvent(error: unknown): Extract<EventBody, { type: 'error' }> {
  if (error instanceof ModelError) {
    return { type: 'error', message: error.message, cause: error.failure, willRetry: false };
  }
  if (AppError.is(error)) {
    const cause = { code: error.code, ...error.data } as Extract<EventBody, { type: 'error' }>['cause'];
    return { type: 'error', message: error.message, cause, willRetry: false };
  }
  return { type: 'error', message: `internal error: ${(error as Error).message}`, willRetry: false };
}
