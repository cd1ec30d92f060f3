import * as z from 'zod';
import type { ErrorCode } from './errors.js';

/**
 * A named schema that is built when it is first asked for: 150 schemas built at start-up would cost more than Node itself.
 * Calling it gives the zod schema, always the same object, so that a generator can recognise the name wherever it is used.
 */
export interface Named<S extends z.ZodType = z.ZodType> {
  (): S;
  readonly typeName: string;
  readonly doc: string;
}

/** The TypeScript type of a named schema. */
export type Infer<N extends Named> = z.infer<ReturnType<N>>;

const byName = new Map<string, Named>();
const nameOf = new WeakMap<z.ZodType, string>();

/** Declares a type of the protocol; `doc` becomes the comment of the generated type. Names are unique. */
export function named<S extends z.ZodType>(typeName: string, doc: string, build: () => S): Named<S> {
  let schema: S | undefined;
  const get = (): S => {
    if (schema === undefined) {
      schema = build();
      nameOf.set(schema, typeName);
    }
    return schema;
  };
  const declared = Object.assign(get, { typeName, doc });
  if (byName.has(typeName)) throw new Error(`type ${typeName} is declared twice`);
  byName.set(typeName, declared);
  return declared;
}

/** Every type declared by the modules imported so far, by name. */
export const declaredTypes = (): ReadonlyMap<string, Named> => byName;

/**
 * The declared name of a schema. Clones made by `.describe()`, `.min()` and the like keep their origin in `_zod.parent`
 * (`.extend()` and its kind do not, and so count as new types).
 */
export function declaredName(schema: z.ZodType): string | undefined {
  for (let s: z.ZodType | undefined = schema; s; s = s._zod.parent as z.ZodType | undefined) {
    const name = nameOf.get(s);
    if (name !== undefined) return name;
  }
  return undefined;
}

/**
 * An object that keeps the fields it does not know, so that what a newer writer added survives a round trip. Its type stays
 * closed all the same: with an index signature a misspelt field would compile.
 */
export const open = <S extends z.ZodRawShape>(shape: S): z.ZodObject<S> =>
  z.looseObject(shape) as z.ZodType as z.ZodObject<S>;

/** A request: what it does, what goes in, what comes out, which errors it may answer, and an example that a test parses. */
export interface RequestSpec<P extends Named | null = Named | null, R extends Named = Named> {
  readonly doc: string;
  /** `null`: the method takes no params (absent, `null` and `{}` are accepted). */
  readonly params: P;
  readonly result: R;
  readonly errors: readonly ErrorCode[];
  readonly example: { readonly params?: unknown; readonly result: unknown };
  /** What a client may rely on about the order of the reply and notifications. */
  readonly order?: string;
  /** Long work: later requests do not wait for it. Default: a request sees the effects of those sent before it. */
  readonly beside?: boolean;
}

export interface NotificationSpec<P extends Named | null = Named | null> {
  readonly doc: string;
  readonly params: P;
  /** Codes of the catalogue that its params may carry. */
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
/** One object type in place of an intersection. */
export type Flat<T> = { [K in keyof T]: T[K] };

/** The fields of an object. The type of one without any forbids every key, so it cannot be joined with others as it is. */
export type FieldsOf<T> = string extends keyof T ? object : T;

/** The messages that a family of requests allows, told apart by `method`. */
export type RequestsOf<F extends Record<string, RequestSpec>, Id> = {
  [M in keyof F]: Flat<{ method: M; id: Id } & ParamsField<F[M]['params']>>;
}[keyof F];

/** The messages that a set of notifications allows, told apart by `method`. */
export type NotificationsOf<F extends Record<string, NotificationSpec>> = {
  [M in keyof F]: F[M]['params'] extends Named ? { method: M; params: Infer<F[M]['params']> } : { method: M };
}[keyof F];

const paramsField = (params: Named | null) => ({
  params: params === null ? z.null().optional() : params(),
});

/**
 * A union whose options are made from a record. Only the record's type can tell what they are, so the caller gives it as `T`;
 * the generated types are held against it.
 */
export const oneOf = <T>(discriminator: string, options: readonly z.ZodType[]): z.ZodType<T> =>
  z.discriminatedUnion(discriminator, options as [z.ZodObject, ...z.ZodObject[]]) as z.ZodType as z.ZodType<T>;

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
