import type * as z from 'zod';

/** What a schema allows below a key: keys that it names, any keys of one kind, or nothing that it knows. */
export type Below =
  | { readonly kind: 'keys'; readonly keys: Readonly<Record<string, z.core.$ZodType>> }
  | { readonly kind: 'each'; readonly value: z.core.$ZodType }
  | { readonly kind: 'leaf' };

export function belowOf(schema: z.core.$ZodType): Below {
  const bare = unwrap(schema);
  const { def } = bare._zod;
  if (isKind<z.core.$ZodObjectDef>(def, 'object')) return { kind: 'keys', keys: def.shape };
  if (isKind<z.core.$ZodRecordDef>(def, 'record')) return { kind: 'each', value: def.valueType };
  if (!isKind<z.core.$ZodUnionDef>(def, 'union')) return { kind: 'leaf' };
  // A key that one of the forms knows is known.
  const keys = def.options.map(belowOf).flatMap((below) => (below.kind === 'keys' ? Object.entries(below.keys) : []));
  return keys.length === 0 ? { kind: 'leaf' } : { kind: 'keys', keys: Object.fromEntries(keys) };
}

/** The default that a schema fills in; undefined when it has none. */
export function defaultOf(schema: z.core.$ZodType): unknown {
  const { def } = schema._zod;
  return isKind<z.core.$ZodDefaultDef>(def, 'default') ? def.defaultValue : undefined;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = schema._zod as {
    def: { type: string; innerType?: z.core.$ZodType; in?: z.core.$ZodType; getter?: () => z.core.$ZodType };
  };
  const inner = def.innerType ?? (def.type === 'pipe' ? def.in : def.getter?.());
  return inner ? unwrap(inner) : schema;
}

const isKind = <D extends z.core.$ZodTypeDef>(def: z.core.$ZodTypeDef, type: D['type']): def is D => def.type === type;
