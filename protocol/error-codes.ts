// No zod here: this is loaded before `initialize` is answered. `error-shapes.ts` has the data of each error.

/** JSON-RPC numbers on the wire. The reference has only the last two. */
export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;

interface ErrorSpec {
  readonly rpc: number;
  /** Whether the same request may succeed later without a change. */
  readonly retry: boolean;
  readonly doc: string;
}

/** The closed catalogue: every error that the server answers carries one of these as `error.data.code`. */
export const ERRORS = {
  // The envelope: any request may get these errors.
  parse_error: { rpc: PARSE_ERROR, retry: false, doc: 'The line is not a JSON-RPC message in UTF-8 JSON.' },
  message_too_large: { rpc: PARSE_ERROR, retry: false, doc: 'The line is longer than the server reads.' },
  invalid_request: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'Unknown method, or params that do not fit; `path` says where.',
  },
  not_initialized: { rpc: INVALID_REQUEST, retry: true, doc: '`initialize` has not been sent yet.' },
  internal: { rpc: INTERNAL_ERROR, retry: true, doc: 'A defect of the server; its log has the details under `logId`.' },
  shutting_down: { rpc: INTERNAL_ERROR, retry: false, doc: 'The server is ending.' },
  startup_failed: {
    rpc: INTERNAL_ERROR,
    retry: false,
    doc: 'The server cannot start, usually because its configuration is broken. It answers the requests that have arrived with this error, and ends.',
  },

  invalid_params: {
    rpc: INVALID_PARAMS,
    retry: false,
    doc: 'Each of the params has the right type, but some cannot be used, or cannot be used together.',
  },
  already_initialized: { rpc: INVALID_REQUEST, retry: false, doc: '`initialize` was sent before.' },
  io_error: { rpc: INTERNAL_ERROR, retry: true, doc: 'The file system refused.' },
  request_cancelled: { rpc: INVALID_REQUEST, retry: true, doc: 'The client has cancelled the request.' },

  idempotency_conflict: {
    rpc: INVALID_PARAMS,
    retry: false,
    doc: 'The idempotency key was used for another request, or with other params.',
  },
  idempotency_lost: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'A request with this idempotency key was begun by a server that ended before its result was known, or the result was too large to be kept. It is not done again.',
  },
  idempotency_running: {
    rpc: INVALID_REQUEST,
    retry: true,
    doc: 'Another process is handling a request with this idempotency key.',
  },

  conversation_not_found: { rpc: INVALID_REQUEST, retry: false, doc: 'No conversation with this id is loaded.' },
  conversation_busy: { rpc: INVALID_REQUEST, retry: true, doc: 'Another process owns the conversation.' },
  owner_gone: {
    rpc: INTERNAL_ERROR,
    retry: false,
    doc: 'The process that had the conversation ended before it answered, or does not react. The history shows whether the request had an effect.',
  },
  subscription_not_found: { rpc: INVALID_REQUEST, retry: false, doc: 'No such subscription on this connection.' },

  rollout_not_found: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'No rollout is recorded for this conversation, or no file is at this path.',
  },
  rollout_unreadable: { rpc: INTERNAL_ERROR, retry: false, doc: 'The rollout cannot be opened or read.' },
  rollout_invalid: {
    rpc: INTERNAL_ERROR,
    retry: false,
    doc: 'The file is not a rollout: it is empty, or does not name its conversation.',
  },
  rollout_outside_sessions: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'The path is not in the sessions folder.',
  },
  rollout_mismatch: { rpc: INVALID_REQUEST, retry: false, doc: 'The rollout belongs to another conversation.' },
  fork_out_of_range: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'The conversation has fewer user messages than the request names.',
  },

  history_in_use: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'Another conversation continues the history of this one by reference.',
  },
  thread_archived: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'The thread is archived; take it out of the archive first.',
  },
  project_not_found: { rpc: INVALID_PARAMS, retry: false, doc: 'There is no project with this id.' },
  section_not_found: { rpc: INVALID_REQUEST, retry: false, doc: 'There is no section with this id.' },
  turn_not_found: { rpc: INVALID_REQUEST, retry: false, doc: 'The thread has no turn with this id.' },
  turn_not_active: { rpc: INVALID_REQUEST, retry: false, doc: 'No turn of the thread is running.' },
  turn_mismatch: { rpc: INVALID_REQUEST, retry: false, doc: 'Another turn is running than the one that was named.' },
  turn_active: { rpc: INVALID_REQUEST, retry: true, doc: 'Another turn of the thread runs or is about to begin.' },
  submission_not_found: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'No such message waits in the queue of the thread.',
  },
  turn_not_steerable: { rpc: INVALID_REQUEST, retry: true, doc: 'The running turn accepts no further input.' },
  input_too_large: { rpc: INVALID_PARAMS, retry: false, doc: 'The input has more characters than a turn accepts.' },

  config_invalid: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'The configuration of the conversation cannot be derived.',
  },
  config_unreadable: { rpc: INTERNAL_ERROR, retry: false, doc: '`config.toml` cannot be read or parsed.' },
  config_conflict: { rpc: INVALID_REQUEST, retry: false, doc: 'The configuration has changed since it was read.' },
  config_read_only: { rpc: INVALID_REQUEST, retry: false, doc: "Only the user's configuration can be written." },

  login_not_found: { rpc: INVALID_REQUEST, retry: false, doc: 'No sign-in with this id is pending.' },
  login_not_allowed: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'The configuration does not allow this way to sign in, or this account.',
  },
  keyring_unavailable: {
    rpc: INTERNAL_ERROR,
    retry: false,
    doc: 'The configuration stores the sign-in in the key store of the desktop, which is not available.',
  },
  login_failed: { rpc: INTERNAL_ERROR, retry: true, doc: 'The sign-in cannot begin: its local server does not start.' },

  git_diff_failed: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'The difference to a remote cannot be found for this folder.',
  },
  exec_empty: { rpc: INVALID_REQUEST, retry: false, doc: 'The command is empty.' },
  exec_not_started: {
    rpc: INTERNAL_ERROR,
    retry: false,
    doc: 'The program or the working directory is missing, or may not be used.',
  },
  exec_timed_out: { rpc: INTERNAL_ERROR, retry: false, doc: 'The command was ended at its time limit.' },
  exec_killed: { rpc: INTERNAL_ERROR, retry: false, doc: 'The command was ended by a signal.' },
  process_not_found: { rpc: INVALID_REQUEST, retry: false, doc: 'No process with this id runs on this connection.' },
  process_not_writable: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'The process accepts no input: it was started without input, its input was closed, or it has not read earlier input.',
  },
  no_terminal: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'The process has no terminal, or this installation has no library for terminals.',
  },
  process_busy: { rpc: INVALID_REQUEST, retry: false, doc: 'A process with this id runs already.' },
  sandbox_unavailable: {
    rpc: INTERNAL_ERROR,
    retry: false,
    doc: 'The policy needs a sandbox, and none works on this machine.',
  },
  mcp_server_not_found: { rpc: INTERNAL_ERROR, retry: false, doc: 'No MCP server of this name is configured.' },
  mcp_failed: { rpc: INTERNAL_ERROR, retry: true, doc: 'The MCP server refused, or could not be reached.' },

  // Reasons why a turn fails. A turn is not a request, so these come with `turnwire/diagnostics`.
  model_unreachable: {
    rpc: INTERNAL_ERROR,
    retry: true,
    doc: 'The model did not answer, or every answer broke off.',
  },
  model_overloaded: {
    rpc: INTERNAL_ERROR,
    retry: true,
    doc: 'The model has no capacity left at the moment; another one may have.',
  },
  model_refused: { rpc: INTERNAL_ERROR, retry: false, doc: 'The model refused the request.' },
  model_not_found: {
    rpc: INTERNAL_ERROR,
    retry: false,
    doc: 'The provider does not have the model, or does not offer it to this account.',
  },
  model_rate_limited: { rpc: INTERNAL_ERROR, retry: true, doc: 'A limit of the account at the model is used up.' },
  quota_exceeded: {
    rpc: INTERNAL_ERROR,
    retry: false,
    doc: 'The account at the model has no credit left, or its plan does not include the model.',
  },
  context_full: { rpc: INTERNAL_ERROR, retry: false, doc: 'The conversation is too long for the model.' },
  auth_missing: {
    rpc: INTERNAL_ERROR,
    retry: false,
    doc: 'The model needs an account or a key, and there is none.',
  },
  auth_rejected: { rpc: INTERNAL_ERROR, retry: false, doc: 'The model rejects the account or the key.' },
  auth_expired: {
    rpc: INTERNAL_ERROR,
    retry: false,
    doc: 'The sign-in has expired and its issuer refuses to renew it: the user must sign in again.',
  },
  auth_refresh_failed: {
    rpc: INTERNAL_ERROR,
    retry: true,
    doc: 'The sign-in has expired and could not be renewed: its issuer was not reached.',
  },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERRORS;

/** Any request may be answered with these, so no method lists them. */
export const ENVELOPE_ERRORS = [
  'parse_error',
  'message_too_large',
  'invalid_request',
  'not_initialized',
  'internal',
  'shutting_down',
  'owner_gone',
  'startup_failed',
  'idempotency_conflict',
  'idempotency_lost',
  'idempotency_running',
] as const satisfies readonly ErrorCode[];
