import { z } from 'zod';

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

const none = () => ({});
const id = () => ({ id: z.string() });
const reason = () => ({ reason: z.string() });

/** The closed catalogue: every error that the server answers carries one of these as `error.data.code`. */
export const ERRORS = {
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
  invalid_request: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'Unknown method, or params that do not fit.',
    data: () => ({ path: z.string(), reason: z.string() }),
  },
  not_initialized: { rpc: INVALID_REQUEST, retry: true, doc: '`initialize` has not been sent yet.', data: none },
  already_initialized: { rpc: INVALID_REQUEST, retry: false, doc: '`initialize` was sent before.', data: none },
  not_implemented: {
    rpc: INTERNAL_ERROR,
    retry: false,
    doc: 'A declared method that this version does not offer.',
    data: () => ({ method: z.string() }),
  },
  internal: {
    rpc: INTERNAL_ERROR,
    retry: true,
    doc: 'A defect of the server; the log has more under `logId`.',
    data: () => ({ logId: z.string() }),
  },
  io_error: {
    rpc: INTERNAL_ERROR,
    retry: true,
    doc: 'The file system refused.',
    data: () => ({ reason: z.string(), path: z.string().optional() }),
  },
  shutting_down: { rpc: INTERNAL_ERROR, retry: false, doc: 'The server is ending.', data: none },
  conversation_not_found: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'No conversation with this id is loaded.',
    data: id,
  },
  conversation_busy: {
    rpc: INVALID_REQUEST,
    retry: true,
    doc: 'Another process owns the conversation.',
    data: () => ({ id: z.string(), pid: z.int(), host: z.string() }),
  },
  subscription_not_found: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'No such subscription on this connection.',
    data: id,
  },
  config_invalid: {
    rpc: INVALID_REQUEST,
    retry: false,
    doc: 'The configuration of the conversation cannot be derived.',
    data: () => ({ reason: z.string(), key: z.string().optional() }),
  },
  config_unreadable: {
    rpc: INTERNAL_ERROR,
    retry: false,
    doc: '`config.toml` cannot be read or parsed.',
    data: reason,
  },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERRORS;

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
