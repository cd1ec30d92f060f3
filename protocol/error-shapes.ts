import * as z from 'zod';
import { type ErrorCode as Code, ERRORS } from './error-codes.js';
import { named } from './schema.js';

const none = () => ({});
const id = () => ({ id: z.string() });
const path = () => ({ path: z.string() });
const reason = () => ({ reason: z.string() });
/** The fault in the configuration, and its place if it is in a file. */
const ofConfig = () => ({
  reason: z.string(),
  key: z.string().optional().describe('The keys from the root to the faulty one, with dots between them.'),
  path: z.string().optional(),
  line: z.int().optional().describe('From 1, as is `column`.'),
  column: z.int().optional(),
});
const pathAndReason = () => ({ path: z.string(), reason: z.string() });
const ofModel = () => ({ provider: z.string(), reason: z.string() });

/** The members of `error.data` besides `code`. */
export const ERROR_SHAPES = {
  parse_error: reason,
  message_too_large: () => ({ limitBytes: z.int() }),
  invalid_request: pathAndReason,
  not_initialized: none,
  internal: () => ({ logId: z.string() }),
  shutting_down: none,
  startup_failed: reason,
  invalid_params: reason,
  already_initialized: none,
  io_error: () => ({ reason: z.string(), path: z.string().optional() }),
  request_cancelled: none,
  idempotency_conflict: none,
  idempotency_lost: none,
  idempotency_running: none,
  conversation_not_found: id,
  owner_gone: () => ({ id: z.string() }),
  conversation_busy: () => ({ id: z.string(), pid: z.int(), host: z.string() }),
  subscription_not_found: id,
  rollout_not_found: () => ({ id: z.string().optional(), path: z.string().optional() }),
  rollout_unreadable: pathAndReason,
  rollout_invalid: pathAndReason,
  rollout_outside_sessions: path,
  rollout_mismatch: () => ({ id: z.string(), path: z.string() }),
  fork_out_of_range: () => ({ nthUserMessage: z.int(), count: z.int().describe('How many user messages there are.') }),
  history_in_use: id,
  thread_archived: id,
  project_not_found: id,
  section_not_found: id,
  turn_not_found: id,
  turn_not_active: none,
  turn_mismatch: () => ({ expected: z.string(), found: z.string() }),
  turn_active: none,
  submission_not_found: () => ({ id: z.string().optional().describe('Absent when the first message was asked for.') }),
  turn_not_steerable: () => ({ turnKind: z.enum(['review', 'compact']) }),
  input_too_large: () => ({ limit: z.int().describe('In characters, as is `actual`.'), actual: z.int() }),
  config_invalid: () => ({ ...ofConfig(), config_write_error_code: z.literal('configValidationError').optional() }),
  config_unreadable: ofConfig,
  config_conflict: () => ({ config_write_error_code: z.literal('configVersionConflict') }),
  config_read_only: () => ({ path: z.string(), config_write_error_code: z.literal('configLayerReadonly') }),
  login_not_found: id,
  login_not_allowed: () => ({ method: z.enum(['apikey', 'chatgpt']), reason: z.string() }),
  keyring_unavailable: reason,
  login_failed: () => ({
    reason: z.string(),
    port: z.int().optional().describe('Left out unless another program uses it.'),
  }),
  git_diff_failed: () => ({ cwd: z.string(), reason: z.string() }),
  exec_empty: none,
  exec_not_started: reason,
  exec_timed_out: () => ({ timeoutMs: z.int() }),
  exec_killed: () => ({ signal: z.string() }),
  process_not_found: id,
  process_not_writable: () => ({ id: z.string(), reason: z.string() }),
  no_terminal: reason,
  process_busy: id,
  sandbox_unavailable: reason,
  mcp_server_not_found: () => ({ name: z.string() }),
  mcp_failed: () => ({ name: z.string(), reason: z.string() }),
  model_unreachable: () => ({ provider: z.string(), reason: z.string(), status: z.int().optional() }),
  model_overloaded: ofModel,
  model_refused: () => ({ provider: z.string(), reason: z.string(), status: z.int() }),
  model_not_found: ofModel,
  model_rate_limited: () => ({
    provider: z.string(),
    reason: z.string(),
    resetsInSeconds: z.int().optional(),
    status: z.int().optional(),
  }),
  quota_exceeded: ofModel,
  context_full: () => ({
    tokens: z.int().describe('As far as they are known.'),
    limit: z.int().describe('0 when the window of the model is not known.'),
  }),
  auth_missing: () => ({ provider: z.string() }),
  auth_rejected: ofModel,
  auth_expired: reason,
  auth_refresh_failed: reason,
} as const satisfies Record<Code, () => z.ZodRawShape>;

/** The members of `error.data` besides `code`, by code. */
export type ErrorData = {
  [C in Code]: z.infer<z.ZodObject<ReturnType<(typeof ERROR_SHAPES)[C]>>>;
};

export const ErrorCode = named('ErrorCode', 'What went wrong: one word for one cause. New ones may be added.', () =>
  z.enum(Object.keys(ERRORS) as Code[]),
);
export type ErrorCode = Code;
