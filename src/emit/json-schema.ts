import * as z from 'zod';
import type { Named } from '../../protocol/schema.js';
import type { EmittedType } from './areas.js';
import { type Files, GENERATED } from './type-files.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** One linked JSON Schema a type, draft 2020-12. */
export function jsonSchemaFiles(types: readonly EmittedType[]): Files {
  const files: Files = new Map();
  for (const [name, schema] of Object.entries(jsonSchemas(types))) {
    files.set(`json-schema/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`);
  }
  return files;
}

/** By name, those of v2 as `v2/<name>`. References between them are `<name>.json`: none leads from one version to another. */
export function jsonSchemas(types: readonly EmittedType[]): Record<string, JsonSchema> {
  return {
    ...schemasOf(types.filter(({ area }) => area !== 'v2')),
    ...schemasOf(
      types.filter(({ area }) => area === 'v2'),
      'v2/',
    ),
  };
}

function schemasOf(types: readonly EmittedType[], folder = ''): Record<string, JsonSchema> {
  const linked = linkedSchemas(
    types.map(({ declared }) => declared),
    'draft-2020-12',
    (name) => `${name}.json`,
  );
  return Object.fromEntries(
    Object.entries(linked).map(([name, schema]) => [
      `${folder}${name}`,
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `${folder}${name}.json`,
        $comment: GENERATED,
        ...schema,
      },
    ]),
  );
}

/** Schemas by name, in its order: their own, or one of `names`. They mention each other by what `uri` gives. */
export function linkedSchemas(
  types: readonly Named[],
  target: 'draft-2020-12' | 'draft-7',
  uri: (name: string) => string,
  names: ReadonlyMap<Named, string> = new Map(),
): Record<string, JsonSchema> {
  const nameOf = (declared: Named): string => names.get(declared) ?? declared.typeName;
  const registry = z.registry<{ id: string }>();
  for (const declared of types) registry.add(declared(), { id: nameOf(declared) });
  const { schemas } = z.toJSONSchema(registry, {
    target,
    uri,
    // Not 'output': that forbids fields which later versions may add.
    io: 'input',
    override: ({ jsonSchema }) => simplify(jsonSchema),
  });
  const docs = new Map(types.map((declared) => [nameOf(declared), declared.doc]));
  return Object.fromEntries(
    Object.entries(schemas)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { $schema, $id, ...rest }]) => [
        name,
        { title: name, description: docs.get(name), ...rest } as JsonSchema,
      ]),
  );
}

/** Writes whole numbers as `integer`, and drops what has no meaning: the bounds of JavaScript's numbers, and that other fields are allowed. */
function simplify(schema: JsonSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.type === 'number' && schema.multipleOf === 1) {
    schema.type = 'integer';
    delete schema.multipleOf;
  }
  const others = schema.additionalProperties;
  if (schema.properties && typeof others === 'object' && Object.keys(others).length === 0)
    delete schema.additionalProperties;
}
