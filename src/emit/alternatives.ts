import type { Schema } from './snapshot.js';

/** One of the things that a schema allows. */
export interface Alternative {
  /** Identifies it among the others, in a form for readers. */
  readonly label: string;
  readonly kind: 'word' | 'type' | 'object' | 'reference';
  /** The value of the field that identifies this variant of an object. */
  readonly tag?: string;
  /** More of this kind may be added without harm, because a fixed value identifies each. */
  readonly open: boolean;
  readonly schema: Schema;
}

/** Unions, lists of types and enums, all as one flat list. */
export function alternativesOf(schema: Schema): Alternative[] {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.flatMap(alternativesOf);
  if (schema.enum) return schema.enum.map((word) => wordOf(word, schema));
  if (schema.const !== undefined) return [wordOf(schema.const, schema)];
  if (schema.$ref !== undefined)
    return [{ label: schema.$ref.replace(/\.json$/, ''), kind: 'reference', open: false, schema }];
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['anything']);
  return types.map((type) =>
    type === 'object' ? objectOf(schema) : { label: type, kind: 'type', open: false, schema },
  );
}

const wordOf = (word: unknown, schema: Schema): Alternative => ({
  label: JSON.stringify(word),
  kind: 'word',
  open: true,
  schema,
});

/** A variant is identified by the field with a fixed value, or else by its required fields. */
function objectOf(schema: Schema): Alternative {
  const tag = Object.values(schema.properties ?? {}).find((field) => field.const !== undefined)?.const;
  const required = [...(schema.required ?? [])].sort();
  return tag === undefined
    ? { label: `{ ${required.join(', ')} }`, kind: 'object', open: false, schema }
    : { label: JSON.stringify(tag), kind: 'object', tag: String(tag), open: true, schema };
}
