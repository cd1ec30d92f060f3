import type { NotificationSpec, RequestSpec } from '../../protocol/declare.js';
import type { Named } from '../../protocol/schema.js';
import { turnwireNotifications, turnwireRequests } from '../../protocol/turnwire/index.js';
import * as v1 from '../../protocol/v1/index.js';
import * as v2 from '../../protocol/v2/index.js';
import { areaOf, type EmittedType } from './areas.js';
import { linkedSchemas } from './json-schema.js';
import { type Files, GENERATED } from './type-files.js';

type Json = Record<string, unknown>;
type Requests = Readonly<Record<string, RequestSpec>>;
type NamesOf = ReadonlyMap<Named, string>;

interface Protocol {
  readonly requests: Requests;
  readonly serverRequests: Requests;
  readonly notifications: Readonly<Record<string, NotificationSpec>>;
}

/**
 * One file for each version, with all types under `definitions`, for generators of other languages: most of them read draft 7, one file, and one name
 * for one type. The additional messages of this server are in both.
 */
export function schemaBundles(types: readonly EmittedType[]): Files {
  const declared = types.map((type) => type.declared);
  const ofV1 = declared.filter((type) => areaOf(type) !== 'v2');
  const inV2 = new Set(declared.filter((type) => areaOf(type) === 'v2').map(({ typeName }) => typeName));
  const names = new Map(ofV1.map((type) => [type, type.typeName]));
  const namesInV2 = new Map(
    declared.map((type) => [
      type,
      areaOf(type) !== 'v2' && inV2.has(type.typeName) ? `V1${type.typeName}` : type.typeName,
    ]),
  );
  return new Map([
    ['json-schema/v1.schemas.json', bundle('TurnwireProtocolV1', names, v1)],
    ['json-schema/v2.schemas.json', bundle('TurnwireProtocolV2', namesInV2, v2)],
  ]);
}

function bundle(title: string, names: NamesOf, version: typeof v1 | typeof v2): string {
  const protocol: Protocol = {
    requests: { ...version.clientRequests, ...turnwireRequests },
    serverRequests: version.serverRequests,
    notifications: { ...version.notifications, ...turnwireNotifications },
  };
  const all = linkedSchemas([...names.keys()], 'draft-7', (name) => `#/definitions/${name}`, names) as Record<
    string,
    Json
  >;
  const definitions: Record<string, Json> = {
    ...all,
    // A recursive type of everything: generators do not end with it.
    JsonValue: { title: 'JsonValue', description: 'Any JSON value.' },
    ClientRequest: {
      title: 'ClientRequest',
      description: 'A request of a client.',
      oneOf: messages(protocol.requests, names, true),
    },
    ServerNotification: {
      title: 'ServerNotification',
      description: 'A notification of the server.',
      oneOf: messages(protocol.notifications, names, false),
    },
    ClientRequests: methods('Params and result of each request of a client, by method.', protocol.requests, names),
    ServerRequests: methods(
      'Params and result of each request of the server, by method.',
      protocol.serverRequests,
      names,
    ),
  };
  const needed = reachable(definitions, [
    ...[
      'ClientRequest',
      'ClientRequests',
      'ClientNotification',
      'ServerRequest',
      'ServerRequests',
      'ServerNotification',
    ],
    ...['ErrorMessage', 'ResponseMessage'],
  ]);
  const kept = Object.entries(definitions).filter(([name]) => needed.has(name));
  return `${JSON.stringify(
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $comment: GENERATED,
      title,
      type: 'object',
      definitions: Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    null,
    1,
  )}\n`;
}

/** One branch for each method. `method` has one value in each, so that a generator can tell them apart. */
function messages(
  specs: Readonly<Record<string, { doc: string; params: Named | null }>>,
  names: NamesOf,
  hasId: boolean,
): Json[] {
  return Object.entries(specs).map(([method, { doc, params }]) => ({
    type: 'object',
    description: doc,
    properties: {
      ...(hasId ? { id: { $ref: '#/definitions/RequestId' } } : {}),
      method: { type: 'string', const: method },
      ...(params === null ? {} : { params: mention(params, names) }),
    },
    required: [...(hasId ? ['id'] : []), 'method', ...(params === null ? [] : ['params'])],
  }));
}

function methods(description: string, requests: Requests, names: NamesOf): Json {
  const properties = Object.entries(requests).map(([method, { params, result }]) => [
    method,
    {
      type: 'object',
      properties: {
        params: params === null ? { type: 'null' } : mention(params, names),
        result: mention(result, names),
      },
      required: ['params', 'result'],
    },
  ]);
  return { description, type: 'object', properties: Object.fromEntries(properties) };
}

const mention = (type: Named, names: NamesOf): Json => ({ $ref: `#/definitions/${names.get(type) ?? type.typeName}` });

/** The names that some names lead to, and themselves. */
function reachable(definitions: Readonly<Record<string, Json>>, from: readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [...from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const definition = definitions[name];
    if (found.has(name) || definition === undefined) continue;
    found.add(name);
    open.push(
      ...[...JSON.stringify(definition).matchAll(/"#\/definitions\/([^"]+)"/g)].map(([, used]) => used as string),
    );
  }
  return found;
}
