import * as z from 'zod';
import { named } from './define.js';

/** JSON-RPC numbers on the wire. The reference knows only the last two. */
export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const INTERNAL_ERROR = -32603;

interface ErrorSpec {
  readonly rpc: number;
  /** Whether the same request may succeed later without a change. */
  readonly retry: boolean;
  readonly doc: string;
  /** What `error.data` holds beside `code`. */
  readonly data: () => z.ZodRawShape;
}

/** A mistake in what was asked: the same request fails again. */
const refused = <D extends () => z.ZodRawShape>(doc: string, data: D) => ({
  rpc: INVALID_REQUEST,
  retry: false,
  doc,
  data,
});

/** What was asked was fine, but could not be done. */
const failed = <D extends () => z.ZodRawShape>(doc: string, data: D) => ({
  rpc: INTERNAL_ERROR,
  retry: false,
  doc,
  data,
});

/** As before, and it may work later. */
const passing = <T extends ErrorSpec>(spec: T) => ({ ...spec, retry: true });

const none = () => ({});
const id = () => ({ id: z.string() });
const path = () => ({ path: z.string() });
const reason = () => ({ reason: z.string() });
const pathAndReason = () => ({ path: z.string(), reason: z.string() });
const ofModel = () => ({ provider: z.string(), reason: z.string() });

/** The closed catalogue: every error that the server answers carries one of these as `error.data.code`. */
export const ERRORS = {
  // The envelope: any request may be answered so.
  parse_error: {
    rpc: PARSE_ERROR,
    retry: false,
    doc: 'The line is not a JSON-RPC message in UTF-8 JSON.',
    data: reason,
  },
  message_too_large: {
    rpc: PARSE_ERROR,
    retry: false,
    doc: 'The line is longer than the server reads.',
    data: () => ({ limitBytes: z.int() }),
  },
  invalid_request: refused('Unknown method, or params that do not fit; `path` says where.', pathAndReason),
  not_initialized: passing(refused('`initialize` has not been sent yet.', none)),
  not_implemented: failed('A declared method that this version does not offer.', () => ({ method: z.string() })),
  internal: passing(failed('A defect of the server; its log has more under `logId`.', () => ({ logId: z.string() }))),
  shutting_down: failed('The server is ending.', none),

  already_initialized: refused('`initialize` was sent before.', none),
  io_error: passing(failed('The file system refused.', () => ({ reason: z.string(), path: z.string().optional() }))),

  conversation_not_found: refused('No conversation with this id is loaded.', id),
  conversation_busy: passing(
    refused('Another process owns the conversation.', () => ({ id: z.string(), pid: z.int(), host: z.string() })),
  ),
  subscription_not_found: refused('No such subscription on this connection.', id),

  rollout_not_found: refused('No rollout is recorded for this conversation, or none lies at this path.', () => ({
    id: z.string().optional(),
    path: z.string().optional(),
  })),
  rollout_unreadable: failed('The rollout cannot be opened or read.', pathAndReason),
  rollout_invalid: failed(
    'The file is not a rollout: it is empty, or nothing in it says which conversation it is.',
    pathAndReason,
  ),
  rollout_outside_sessions: refused('The path does not lie in the folder of sessions.', path),
  rollout_mismatch: refused('The rollout belongs to another conversation.', () => ({
    id: z.string(),
    path: z.string(),
  })),
  fork_out_of_range: refused('The conversation has fewer user messages than that.', () => ({
    nthUserMessage: z.int(),
    count: z.int().describe('How many user messages there are.'),
  })),

  config_invalid: refused('The configuration of the conversation cannot be derived.', () => ({
    reason: z.string(),
    key: z.string().optional(),
  })),
  config_unreadable: failed('`config.toml` cannot be read or parsed.', reason),

  login_not_found: refused('No sign-in with this id is pending.', id),
  login_failed: passing(
    failed('The sign-in cannot begin: its local server does not start.', () => ({
      reason: z.string(),
      port: z.int().optional().describe('Given when another program holds it.'),
    })),
  ),

  git_diff_failed: refused('No difference to a remote can be told for this folder.', () => ({
    cwd: z.string(),
    reason: z.string(),
  })),
  exec_empty: refused('The command has no words.', none),
  exec_not_started: failed('The program or the working directory is missing, or may not be used.', reason),
  exec_timed_out: failed('The command was ended because its time was up.', () => ({ timeoutMs: z.int() })),
  exec_killed: failed('The command was ended by a signal.', () => ({ signal: z.string() })),
  sandbox_unavailable: failed('The policy wants a sandbox and none can be had.', reason),

  // What ends a turn. A turn is not a request, so these come with `turnwire/diagnostics`.
  model_unreachable: passing(failed('The model did not answer, or its answer broke off each time.', ofModel)),
  model_refused: failed('The model refused the request.', () => ({
    provider: z.string(),
    reason: z.string(),
    status: z.int(),
  })),
  model_rate_limited: passing(
    failed('A limit of the account at the model is used up.', () => ({
      provider: z.string(),
      reason: z.string(),
      resetsInSeconds: z.int().optional(),
    })),
  ),
  context_full: failed('The conversation no longer fits the model.', () => ({ tokens: z.int(), limit: z.int() })),
  auth_missing: failed('The model asks for an account or a key, and there is none.', () => ({ provider: z.string() })),
  auth_rejected: failed('The model rejects the account or the key.', ofModel),
  auth_refresh_failed: passing(failed('The sign-in has lapsed and cannot be renewed.', reason)),
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERRORS;

const codes = Object.keys(ERRORS) as ErrorCode[];

export const ErrorCode = named('ErrorCode', 'What went wrong: one word for one cause. New ones may be added.', () =>
  z.enum(codes),
);

/** Any request may be answered with these, so no method lists them. */
export const ENVELOPE_ERRORS = [
  'parse_error',
  'message_too_large',
  'invalid_request',
  'not_initialized',
  'not_implemented',
  'internal',
  'shutting_down',
] as const satisfies readonly ErrorCode[];

/** What `error.data` holds beside `code`, by code. */
export type ErrorData = {
  [C in ErrorCode]: z.infer<z.ZodObject<ReturnType<(typeof ERRORS)[C]['data']>>>;
};

/** An expected failure: it is answered with its catalogue code. Anything else that is thrown is a defect and becomes `internal`. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  override name = 'AppError';
  constructor(
    readonly code: C,
    message: string,
    readonly data: ErrorData[C],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
