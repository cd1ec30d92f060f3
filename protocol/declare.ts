import * as z from 'zod';
import type { ErrorCode } from './error-codes.js';
import { type Flat, type Infer, type Named, oneOf } from './schema.js';

/** `experimental`: it may change without notice, as in the reference. Not given in v1, where all is stable. */
export type Stability = 'stable' | 'experimental';

/** A request: its purpose, params, result, possible errors, and an example that a test parses. */
export interface RequestSpec<P extends Named | null = Named | null, R extends Named = Named> {
  readonly doc: string;
  readonly stability?: Stability;
  /** `null`: the method takes no params (absent, `null` and `{}` are accepted). */
  readonly params: P;
  /**
   * The params that may name the conversation that the request is about; the first that is given counts. The process that owns the conversation handles the
   * request. A param names it by its id or by the path of its rollout, or by the id of a subscription or of an open request; any other value names none.
   */
  readonly conversation?: readonly string[];
  /** The request may run twice without harm. It is sent again when the owner of its conversation ends before it answers. */
  readonly idempotent?: boolean;
  /** The experimental params of a stable method. */
  readonly experimentalFields?: readonly string[];
  readonly result: R;
  readonly errors: readonly ErrorCode[];
  readonly example: { readonly params?: unknown; readonly result: unknown };
  /** The order of the reply and notifications on which a client may rely. */
  readonly order?: string;
  /** Long work: later requests do not wait for it. Default: a request sees the effects of those sent before it. */
  readonly beside?: boolean;
}

export interface NotificationSpec<P extends Named | null = Named | null> {
  readonly doc: string;
  readonly stability?: Stability;
  readonly params: P;
  /** Codes of the catalogue that its params may contain. */
  readonly errors?: readonly ErrorCode[];
  readonly order?: string;
  readonly example: { readonly params?: unknown };
}

/** A request of the client to the server. */
export const request = <P extends Named | null, R extends Named>(spec: RequestSpec<P, R>): RequestSpec<P, R> => spec;

/** A request of the server to the client. */
export const serverRequest = request;

export const notification = <P extends Named | null>(spec: NotificationSpec<P>): NotificationSpec<P> => spec;

/** The methods that belong together; one file of handlers in `src/api` mirrors each family. */
export const family = <F extends Record<string, RequestSpec>>(methods: F): F => methods;

/** A method without params: absent and `null` are the same. */
type ParamsField<P> = P extends Named ? { params: Infer<P> } : { params?: null | undefined };

/** The messages of a family of requests; `method` says which. */
export type RequestsOf<F extends Record<string, RequestSpec>, Id> = {
  [M in keyof F]: Flat<{ method: M; id: Id } & ParamsField<F[M]['params']>>;
}[keyof F];

/** The messages of a set of notifications; `method` says which. */
export type NotificationsOf<F extends Record<string, NotificationSpec>> = {
  [M in keyof F]: F[M]['params'] extends Named ? { method: M; params: Infer<F[M]['params']> } : { method: M };
}[keyof F];

const paramsField = (params: Named | null) => ({
  params: params === null ? z.null().optional() : params(),
});

export const requestsOf = <F extends Record<string, RequestSpec>, Id>(
  family: F,
  id: Named<z.ZodType<Id>>,
): z.ZodType<RequestsOf<F, Id>> =>
  oneOf(
    'method',
    Object.entries(family).map(([method, spec]) =>
      z.object({
        method: z.literal(method).describe(spec.doc),
        id: id(),
        ...paramsField(spec.params),
      }),
    ),
  );

export const notificationsOf = <F extends Record<string, NotificationSpec>>(set: F): z.ZodType<NotificationsOf<F>> =>
  oneOf(
    'method',
    Object.entries(set).map(([method, spec]) =>
      z.object({
        method: z.literal(method).describe(spec.doc),
        ...(spec.params === null ? {} : { params: spec.params() }),
      }),
    ),
  );

/** Params by method of a set of notifications. */
export type NotificationParams<F extends Record<string, NotificationSpec>> = {
  [M in keyof F]: F[M] extends NotificationSpec<infer P> ? (P extends Named ? Infer<P> : undefined) : never;
};

/** Params by method of a family of requests. */
export type RequestParams<F extends Record<string, RequestSpec>> = { [M in keyof F]: ParamsOf<F[M]> };

export type ParamsOf<S> = S extends RequestSpec<infer P, Named> ? (P extends Named ? Infer<P> : undefined) : never;
export type ResultOf<S> = S extends RequestSpec<Named | null, infer R> ? Infer<R> : never;
