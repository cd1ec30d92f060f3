import * as z from 'zod';
import { ERRORS } from '../../../protocol/errors.js';
import type { TurnEnded, TurnStarted } from '../../domain/events.js';
import type { TurnFailure } from '../../domain/turn-state.js';

/*
 * The lines at which a turn begins and ends. 0.171 knows these names as well as `task_started` and `task_complete`; 0.44 ignores them, so that its
 * histories stay the same (C364).
 */

export interface TurnEvent {
  readonly event: TurnStarted | TurnEnded;
  /** Undefined where the line does not name its turn. */
  readonly turnId: string | undefined;
}

export function startedPayload({ contextWindow, startedAt }: TurnStarted, turnId: string | null): object {
  return {
    type: 'turn_started',
    turn_id: turnId,
    started_at: seconds(startedAt),
    started_at_ms: startedAt,
    model_context_window: contextWindow,
    collaboration_mode_kind: 'default',
  };
}

export function endedPayload(event: TurnEnded, turnId: string | null): object {
  const { status, startedAt, completedAt, lastMessage, reason, error } = event;
  const times = {
    ...(startedAt === null ? {} : { started_at: seconds(startedAt), started_at_ms: startedAt }),
    ...(completedAt === null ? {} : { completed_at: seconds(completedAt), completed_at_ms: completedAt }),
    ...(startedAt === null || completedAt === null ? {} : { duration_ms: completedAt - startedAt }),
  };
  const turn = turnId === null ? {} : { turn_id: turnId };
  if (status === 'interrupted') return { type: 'turn_aborted', reason: reason ?? 'interrupted', ...turn, ...times };
  return {
    type: 'turn_complete',
    ...turn,
    last_agent_message: lastMessage,
    ...times,
    ...(status === 'failed' ? { error: errorForm(error) } : {}),
  };
}

function errorForm(error: TurnFailure | null): object {
  const { message = '', cause } = error ?? {};
  const codex_error_info = (cause && KINDS[cause.code]) ?? 'other';
  return { message, codex_error_info, ...(cause === undefined ? {} : { turnwire: { cause } }) };
}

/** The names that 0.171 has for causes. */
const KINDS: Partial<Record<NonNullable<TurnFailure['cause']>['code'], string>> = {
  context_full: 'context_window_exceeded',
  quota_exceeded: 'usage_limit_exceeded',
  auth_missing: 'unauthorized',
  auth_rejected: 'unauthorized',
  auth_expired: 'unauthorized',
};

const seconds = (ms: number): number => Math.floor(ms / 1000);

const TYPES = new Set(['task_started', 'turn_started', 'task_complete', 'turn_complete', 'turn_aborted']);
const optionalNumber = z.number().nullish().catch(undefined);
const Payload = z.lazy(() =>
  z.object({
    type: z.enum(['task_started', 'turn_started', 'task_complete', 'turn_complete', 'turn_aborted']),
    turn_id: z.string().optional().catch(undefined),
    started_at: optionalNumber,
    completed_at: optionalNumber,
    started_at_ms: optionalNumber,
    completed_at_ms: optionalNumber,
    model_context_window: z.number().nullish().catch(undefined),
    last_agent_message: z.string().nullish().catch(undefined),
    reason: z.enum(['interrupted', 'replaced', 'review_ended']).catch('interrupted'),
    error: z
      .object({ message: z.string().catch(''), turnwire: z.looseObject({}).optional().catch(undefined) })
      .nullish()
      .catch(undefined),
  }),
);

/** `at`: when the line was written. Undefined for other lines. */
export function turnEventOf(payload: unknown, at: number | null): TurnEvent | undefined {
  if (!TYPES.has((payload as { type?: string }).type ?? '')) return undefined;
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return undefined;
  const { type, turn_id: turnId, reason, ...line } = parsed.data;
  const startedAt = line.started_at_ms ?? inMs(line.started_at) ?? null;
  if (type === 'task_started' || type === 'turn_started') {
    const contextWindow = line.model_context_window ?? null;
    return { turnId, event: { type: 'turn-started', contextWindow, startedAt: startedAt ?? at ?? 0 } };
  }
  const ended = {
    type: 'turn-ended',
    startedAt,
    completedAt: line.completed_at_ms ?? inMs(line.completed_at) ?? null,
    lastMessage: line.last_agent_message ?? null,
    error: line.error ? failureOf(line.error) : null,
  } as const;
  if (type === 'turn_aborted') return { turnId, event: { ...ended, status: 'interrupted', reason } };
  return { turnId, event: { ...ended, status: ended.error ? 'failed' : 'completed' } };
}

const inMs = (seconds: number | null | undefined): number | undefined =>
  typeof seconds === 'number' ? seconds * 1000 : undefined;

/** The cause as we write it; other values, written by other programs, are ignored. */
function failureOf({ message, turnwire }: { message: string; turnwire?: Record<string, unknown> | undefined }) {
  const { cause } = turnwire ?? {};
  return { message, ...(isFailure(cause) ? { cause } : {}) };
}

const isFailure = (value: unknown): value is NonNullable<TurnFailure['cause']> =>
  typeof value === 'object' && value !== null && Object.hasOwn(ERRORS, String((value as { code?: unknown }).code));
