import type * as z from 'zod';
import type { ParamsOf, RequestSpec, ResultOf } from '../../protocol/declare.js';
import { AppError } from '../../protocol/errors.js';
import { explain } from '../../protocol/explain.js';
import { takesKey } from '../../protocol/idempotency.js';
import type { Named } from '../../protocol/schema.js';
import { isJsonObject } from '../domain/json.js';
import type { Call, Dispatcher } from './connection.js';

export type Handler<S extends RequestSpec, Context> = (
  context: Context,
  params: ParamsOf<S>,
  call: Call,
) => ResultOf<S> | Promise<ResultOf<S>>;

/** One handler for each declared method, no more and no fewer: the compiler names a method that has none, and a handler that no method has. */
export type Handlers<F extends Record<string, RequestSpec>, Context> = {
  readonly [M in keyof F]: Handler<F[M], Context>;
};

export interface DispatcherOptions<Context> {
  readonly methods: Record<string, RequestSpec>;
  /** Checked against `methods` where they are written down, with `satisfies Handlers`. */
  readonly handlers: Record<string, (context: Context, params: never, call: Call) => unknown>;
  readonly context: Context;
  /** Called once the request is known to be well-formed; throws when it may not be handled now. */
  readonly admit: (method: string, spec: RequestSpec, params: unknown) => void;
  readonly route?: Route | undefined;
  readonly once?: Once | undefined;
  /** Whether a request with a key may run again after the server that had begun it has ended. */
  readonly findsAgain?: ((method: string) => boolean) | undefined;
}

/** Handles a request that has an idempotency key: `work` is done once for each key. `params` are without the key. */
export type Once = (request: { readonly key: string; readonly params: unknown }, call: Call, work: Work) => unknown;
export type Work = (call: Call) => unknown;

/** A request about a conversation. */
export interface Addressed {
  readonly call: Call;
  /** What its params name the conversation by. */
  readonly name: string;
  /** Handles it in this process. */
  readonly here: () => unknown;
  readonly idempotent: boolean;
  /** The same request with a new key, so that it can be sent again. Only for a request that has no key but accepts one. */
  withKey?(key: string): Addressed;
}

/** Handles a request about a conversation where the conversation is. */
export type Route = (request: Addressed) => unknown;

/** Finds the declared method, checks its params against the declaration, and calls its handler. */
export function createDispatcher<Context>(options: DispatcherOptions<Context>): Dispatcher {
  const specOf = (method: string) => (Object.hasOwn(options.methods, method) ? options.methods[method] : undefined);
  return {
    ready: () => undefined,
    isBeside: (method) => specOf(method)?.beside === true,
    handle(call) {
      const spec = specOf(call.method);
      if (!spec) throw invalid('method', `unknown method "${call.method}"`);
      const params = readParams(spec, call.params);
      options.admit(call.method, spec, params);
      const { key, given } = withoutKey(spec, params);
      const work = (of: Call): unknown => options.handlers[call.method]?.(options.context, given as never, of);
      const { once, route, findsAgain } = options;
      const hereWith = (used: string | undefined) =>
        used === undefined || !once ? work(call) : once({ key: used, params: given }, call, work);
      const name = route && nameOfConversation(spec, params);
      if (!route || name === undefined) return hereWith(key);
      const addressed = (used: string | undefined): Addressed => ({
        call: used === key ? call : { ...call, params: { ...(given as object), idempotencyKey: used } },
        name,
        here: () => hereWith(used),
        idempotent: spec.idempotent ?? used !== undefined,
      });
      const takesOne = key === undefined && once && findsAgain?.(call.method) === true && takesKey(spec.params);
      return route(takesOne ? { ...addressed(key), withKey: addressed } : addressed(key));
    },
  };
}

function withoutKey(spec: RequestSpec, params: unknown): { key?: string; given: unknown } {
  if (!isJsonObject(params) || !takesKey(spec.params)) return { given: params };
  const { idempotencyKey: key, ...given } = params;
  return typeof key === 'string' ? { key, given } : { given };
}

function nameOfConversation({ conversation = [] }: RequestSpec, params: unknown): string | undefined {
  if (!isJsonObject(params)) return undefined;
  const given = conversation.map((name) => params[name]).find((value) => value !== undefined && value !== null);
  if (typeof given === 'number') return String(given);
  return typeof given === 'string' ? given : undefined;
}

/** Clients of v2 send nulls freely, and params where there are none (C404). A method of v1 has no stability. */
function readParams({ params: schema, stability }: RequestSpec, params: unknown): unknown {
  if (stability !== undefined) return schema === null ? undefined : readLenient(schema, params ?? {});
  if (schema === null) {
    const empty = params === undefined || params === null || (isJsonObject(params) && Object.keys(params).length === 0);
    if (!empty) throw invalid('params', 'this method takes no params');
    return undefined;
  }
  return read(schema, params);
}

function readLenient(schema: Named, params: unknown): unknown {
  const parsed = parse(schema(), params);
  return parsed.success ? parsed.data : read(schema, withoutNulls(params));
}

function read(schema: Named, params: unknown): unknown {
  const parsed = parse(schema(), params);
  if (parsed.success) return parsed.data;
  const { path, reason } = explain(parsed.error);
  throw invalid(['params', ...path].join('.'), reason);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const given = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(given.map(([key, member]) => [key, withoutNulls(member)]));
}

function parse(schema: z.ZodType, params: unknown) {
  try {
    // Compiling a parser for each method takes a millisecond before its first reply; params are small, so the next ones hardly notice.
    return schema.safeParse(params, { jitless: true });
  } catch (e) {
    // Values nested 100,000 levels deep exhaust the stack of a recursive schema.
    if (e instanceof RangeError) throw invalid('params', 'nested too deeply');
    throw e;
  }
}

function invalid(path: string, reason: string): AppError {
  return new AppError('invalid_request', `Invalid request: ${path}: ${reason}`, { path, reason });
}
