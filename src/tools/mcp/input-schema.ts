type Schema = Readonly<Record<string, unknown>>;

const COMBINATORS = ['anyOf', 'oneOf', 'allOf'] as const;
const REFUSED_AT_TOP = [...COMBINATORS, 'not', 'enum', 'const', 'if', 'then', 'else', '$schema', '$id'];
const MAX_DESCRIBED = 1000;

/**
 * The schema of a tool's arguments in a form that models accept. It is kept whole; 0.44 drops all but a few keywords (C128). Only what the model's API refuses
 * is changed: a top level that is no plain object, and lists without a type of their elements.
 */
export function inputSchema(given: unknown): Schema {
  const schema = isSchema(given) ? resolved(given, given) : {};
  const branches = COMBINATORS.flatMap((word) =>
    listOf(schema[word]).map((branch) => ({ word, branch: resolved(branch, given as Schema) })),
  );
  const rest = Object.fromEntries(Object.entries(schema).filter(([key]) => !REFUSED_AT_TOP.includes(key)));
  const properties = Object.assign({}, ...branches.map(({ branch }) => branch.properties), schema.properties);
  const required = [...new Set([...textsOf(schema.required), ...requiredBy(branches)])];
  const description = describe(schema);
  return {
    ...rest,
    type: 'object',
    ...(description === undefined ? {} : { description }),
    properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, mendLists(value)])),
    ...(required.length > 0 ? { required } : {}),
    ...definitions(schema),
  };
}

interface Branch {
  readonly word: (typeof COMBINATORS)[number];
  readonly branch: Schema;
}

/** The required members of all parts of an `allOf`, and those that every alternative requires. */
function requiredBy(branches: readonly Branch[]): string[] {
  const all = branches.filter(({ word }) => word === 'allOf').flatMap(({ branch }) => textsOf(branch.required));
  const alternatives = (['anyOf', 'oneOf'] as const).flatMap((word) => {
    const lists = branches.filter((one) => one.word === word).map(({ branch }) => textsOf(branch.required));
    return (lists[0] ?? []).filter((name) => lists.every((list) => list.includes(name)));
  });
  return [...all, ...alternatives];
}

/** The parts that were removed from the top level are described as text, so that the model still knows them. */
function describe(schema: Schema): string | undefined {
  const said = typeof schema.description === 'string' ? schema.description : undefined;
  const moved = Object.entries(schema).filter(([key]) => ['anyOf', 'oneOf', 'not', 'if', 'then', 'else'].includes(key));
  if (moved.length === 0) return said;
  const text = JSON.stringify(Object.fromEntries(moved));
  return [said, text.length > MAX_DESCRIBED ? undefined : `The arguments must also fit ${text}`]
    .filter(Boolean)
    .join(' ');
}

function definitions(schema: Schema): Schema {
  return Object.fromEntries(
    ['$defs', 'definitions'].flatMap((key) => {
      const given = schema[key];
      return isSchema(given) ? [[key, mapValues(given, mendLists)]] : [];
    }),
  );
}

/** Every list gets `items`, at any depth: one without them makes the whole request fail. */
function mendLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mendLists);
  if (!isSchema(value)) return value;
  const inner = mapValues(value, (part, key) => (DATA.includes(key) ? part : mendLists(part)));
  const isList = value.type === 'array' || (Array.isArray(value.type) && value.type.includes('array'));
  if (!isList) return inner;
  if (Array.isArray(inner.items)) return { ...inner, items: { anyOf: inner.items } };
  return isSchema(inner.items) || typeof inner.items === 'boolean' ? inner : { ...inner, items: {} };
}

/** Keywords that hold values, not schemas. */
const DATA = ['enum', 'const', 'default', 'examples', 'required'];

/** A top level that only points to a definition, followed a few steps. */
function resolved(schema: unknown, root: Schema, depth = 0): Schema {
  if (!isSchema(schema)) return {};
  if (typeof schema.$ref !== 'string' || depth > 8) return schema;
  const { $ref, ...rest } = schema;
  const target = $ref.startsWith('#/')
    ? $ref
        .slice(2)
        .split('/')
        .reduce<unknown>((at, part) => (isSchema(at) ? at[unescaped(part)] : undefined), root)
    : undefined;
  const carried = Object.fromEntries(['$defs', 'definitions'].flatMap((k) => (k in root ? [[k, root[k]]] : [])));
  return { ...resolved(target, root, depth + 1), ...carried, ...rest };
}

const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const textsOf = (value: unknown): string[] => listOf(value).filter((text): text is string => typeof text === 'string');

function mapValues(schema: Schema, change: (value: unknown, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, change(value, key)]));
}
