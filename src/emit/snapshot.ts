import type { NotificationSpec, RequestSpec } from '../../protocol/declare.js';
import { turnwireNotifications, turnwireRequests } from '../../protocol/turnwire/index.js';
import { clientNotifications, clientRequests, notifications, serverRequests } from '../../protocol/v1/index.js';
import * as v2 from '../../protocol/v2/index.js';
import { emittedTypes } from './areas.js';
import { jsonSchemas } from './json-schema.js';

/** The parts of JSON Schema that the declarations use, without descriptions. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

/** Which types a message of one method carries. */
interface Message {
  /** What the client writes. */
  readonly reads?: string;
  /** What the server writes. */
  readonly writes?: string;
}

/** What a release promises: methods and the schemas of all types. */
export interface Snapshot {
  readonly methods: Readonly<Record<string, Message>>;
  readonly types: Readonly<Record<string, Schema>>;
}

export function snapshot(): Snapshot {
  const schemas = Object.entries(jsonSchemas(emittedTypes()));
  return {
    methods: {
      ...each<RequestSpec>({ ...clientRequests, ...turnwireRequests }, (spec) =>
        message(spec.params?.typeName, spec.result.typeName),
      ),
      ...each<RequestSpec>(serverRequests, (spec) => message(spec.result.typeName, spec.params?.typeName)),
      ...each<NotificationSpec>({ ...notifications, ...turnwireNotifications }, (spec) =>
        message(undefined, spec.params?.typeName),
      ),
      ...each<NotificationSpec>(clientNotifications, (spec) => message(spec.params?.typeName, undefined)),
      ...methodsOfV2(),
    },
    types: Object.fromEntries(
      schemas.map(([name, schema]) => [name, bare(schema as Schema, name.startsWith('v2/') ? 'v2/' : '')]),
    ),
  };
}

/** What v2 promises: its stable methods that work, as `v2 <method>`. */
function methodsOfV2(): Record<string, Message> {
  const offered: Readonly<Record<string, RequestSpec>> = v2.offeredRequests;
  const stable = Object.entries(offered).filter(([, spec]) => spec.stability !== 'experimental');
  return Object.fromEntries(
    stable.map(([method, spec]) => [
      `v2 ${method}`,
      message(spec.params ? `v2/${spec.params.typeName}` : undefined, `v2/${spec.result.typeName}`),
    ]),
  );
}

/** One method or type a line, so that the difference between two releases can be read. */
export function printSnapshot({ methods, types }: Snapshot): string {
  const lines = (entries: Readonly<Record<string, unknown>>) =>
    Object.entries(entries)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join(',\n');
  return `{"methods":{\n${lines(methods)}\n},\n"types":{\n${lines(types)}\n}}\n`;
}

const each = <S>(specs: Readonly<Record<string, S>>, of: (spec: S) => Message) =>
  Object.fromEntries(Object.entries(specs).map(([method, spec]) => [method, of(spec)]));

const message = (reads: string | undefined, writes: string | undefined): Message => ({
  ...(reads === undefined ? {} : { reads }),
  ...(writes === undefined ? {} : { writes }),
});

const KEPT = new Set(['$ref', 'type', 'const', 'enum', 'anyOf', 'oneOf', 'required', 'items', 'additionalProperties']);

/** References in a schema of v2 lead to its own folder. */
function bare(schema: Schema, folder: string): Schema {
  const inside = (part: Schema) => bare(part, folder);
  const kept = Object.entries(schema).filter(([key]) => KEPT.has(key));
  const { $ref, anyOf, oneOf, items, properties, additionalProperties } = schema;
  return {
    ...Object.fromEntries(kept),
    ...($ref && { $ref: `${folder}${$ref}` }),
    ...(anyOf && { anyOf: anyOf.map(inside) }),
    ...(oneOf && { oneOf: oneOf.map(inside) }),
    ...(items && { items: inside(items) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, inside(field)])),
    }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: inside(additionalProperties) }),
  };
}
