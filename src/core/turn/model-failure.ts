import type { Failure } from '../../../protocol/errors.js';
import { recorded } from '../history/records.js';
import type { ModelError } from '../ports/index.js';
import type { AskingTurn } from './sampling.js';
import type { TurnHost } from './turn.js';

/** Counts and tells what an error says of the account's limits and of the room that is left, and gives it with its cause filled in for programs. */
export function takeIn(error: ModelError, host: TurnHost, { commit }: Pick<AskingTurn, 'commit'>): ModelError {
  const { usage } = host;
  const full = error.failure?.code === 'context_full';
  if (full) usage.fill();
  usage.limits(error.rateLimits ?? null);
  if (error.rateLimits || (full && usage.contextWindow !== null)) {
    commit(...recorded([usage.event()]));
  }
  return error.with({ failure: causeOf(error, host) });
}

function causeOf({ failure, message }: ModelError, { usage, settings }: TurnHost): Failure {
  if (failure === undefined) {
    const reason = message.replace(/^stream disconnected before completion: /, '');
    return { code: 'model_unreachable', provider: settings.provider.id, reason };
  }
  if (failure.code !== 'context_full') return failure;
  return { code: 'context_full', tokens: usage.contextTokens ?? 0, limit: usage.contextWindow ?? 0 };
}
