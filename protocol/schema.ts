import * as z from 'zod';

/**
 * A named schema that is built when it is first needed: 150 schemas built at start-up would cost more than Node itself.
 * Calling it gives the zod schema, always the same object, so that a generator can recognise the name wherever it is used.
 */
export interface Named<S extends z.ZodType = z.ZodType> {
  (): S;
  readonly typeName: string;
  readonly doc: string;
  /** The version that the name belongs to, when another version may have a type of the same name. */
  readonly version?: string;
}

/**
 * A named schema of which only the type of its values is known. The shipped declarations use this form for every schema, because the types of zod itself are
 * ten times as long and slow to check.
 */
export interface SchemaOf<T> extends Named<z.ZodType<T>> {}

/** The TypeScript type of a named schema. */
export type Infer<N extends Named> = z.infer<ReturnType<N>>;

const declarations = new Map<string, Named>();
const bySchema = new WeakMap<z.ZodType, Named>();

/** Declares types of one version; `doc` becomes the comment of the generated type. Names are unique within it. */
export const namesIn =
  (version?: string) =>
  <S extends z.ZodType>(typeName: string, doc: string, build: () => S): Named<S> => {
    let schema: S | undefined;
    const get = (): S => {
      if (schema === undefined) {
        schema = build();
        bySchema.set(schema, declared);
      }
      return schema;
    };
    const declared: Named<S> = Object.assign(get, { typeName, doc, ...(version === undefined ? {} : { version }) });
    const key = version === undefined ? typeName : `${version}/${typeName}`;
    if (declarations.has(key)) throw new Error(`type ${key} is declared twice`);
    declarations.set(key, declared);
    return declared;
  };

/** Declares a type of v1, of the rollout or of our own. */
export const named = namesIn();

/** Every type declared by the modules imported so far. */
export const declaredTypes = (): readonly Named[] => [...declarations.values()];

/**
 * The declaration of a schema. Clones by `.describe()`, `.min()` and similar methods keep their origin in `_zod.parent`. Clones by `.extend()` and similar
 * methods do not, and count as new types.
 */
export function declarationOf(schema: z.ZodType): Named | undefined {
  for (let s: z.ZodType | undefined = schema; s; s = s._zod.parent as z.ZodType | undefined) {
    const declared = bySchema.get(s);
    if (declared !== undefined) return declared;
  }
  return undefined;
}

/**
 * An object that keeps unknown fields, so that fields of newer writers survive a round trip. Its type stays closed: with an index signature, a misspelt field
 * would compile.
 */
export const open = <S extends z.ZodRawShape>(shape: S): z.ZodObject<S> =>
  z.looseObject(shape) as z.ZodType as z.ZodObject<S>;

/** One object type instead of an intersection. */
export type Flat<T> = { [K in keyof T]: T[K] };

/** The fields of an object. The type of an object without fields forbids every key, so it cannot be joined with others unchanged. */
export type FieldsOf<T> = string extends keyof T ? object : T;

/**
 * A union whose options are made from a record. TypeScript cannot derive them from the record's values, so the caller gives the type as `T`;
 * a test compares the generated types with it.
 */
export const oneOf = <T>(discriminator: string, options: readonly z.ZodType[]): z.ZodType<T> =>
  z.discriminatedUnion(discriminator, options as [z.ZodObject, ...z.ZodObject[]]) as z.ZodType as z.ZodType<T>;
