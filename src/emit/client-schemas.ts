import type { NotificationSpec } from '../../protocol/declare.js';
import type { Named } from '../../protocol/schema.js';
import * as v2 from '../../protocol/v2/index.js';
import { folderOfSchema } from './client-folders.js';
import { envelopeSchemas } from './envelope-schemas.js';
import { linkedSchemas } from './json-schema.js';
import { rootsOf, type Subset } from './stable-subset.js';

type Json = Record<string, unknown>;
type Definitions = Readonly<Record<string, Json>>;

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/**
 * The files of `generate-json-schema`, in the folders of the reference: each message with all that it mentions under `definitions`, and two
 * collections. Types that are only parts of messages have no file.
 */
export function clientSchemas(types: readonly Named[], subset: Subset): Record<string, Json> {
  const definitions = { ...linkedSchemas(types, 'draft-7', (name) => `#/definitions/${name}`), ...envelopeSchemas };
  const ofServer = namesOfMessages(
    Object.values(subset.serverRequests).flatMap(({ params, result }) => [params, result]),
  );
  const files: Record<string, Json> = {};
  for (const name of [...namesOfMessages(messagesOf(subset)), ...Object.keys(envelopeSchemas)].sort()) {
    const folder = name.startsWith('JSONRPC') ? '' : folderOfSchema(name, ofServer);
    if (folder !== undefined) files[`${folder}${name}.json`] = whole(name, definitions);
  }
  return {
    ...files,
    'codex_app_server_protocol.schemas.json': {
      $schema: DRAFT,
      definitions: nested(
        definitions,
        (name) => folderOfSchema(name, ofServer) === 'v2/' && !name.startsWith('JSONRPC'),
      ),
      title: 'CodexAppServerProtocol',
      type: 'object',
    },
    'codex_app_server_protocol.v2.schemas.json': {
      $schema: DRAFT,
      definitions: linkedSchemas(types, 'draft-7', (name) => `#/definitions/${name}`),
      title: 'CodexAppServerProtocolV2',
      type: 'object',
    },
  };
}

const namesOfMessages = (types: readonly (Named | null)[]): Set<string> =>
  new Set(types.flatMap((type) => (type === null ? [] : [type.typeName])));

/** Types with a file: whole messages, and what they carry. */
const messagesOf = (subset: Subset): (Named | null)[] => [
  ...rootsOf(subset),
  v2.RequestId,
  ...Object.values({ ...subset.requests, ...subset.serverRequests }).map(({ params }) => params),
  ...Object.values<NotificationSpec>(v2.notifications).map(({ params }) => params),
];

/** One definition with those that it mentions, and those that these mention. */
function whole(name: string, definitions: Definitions): Json {
  const mentioned: Record<string, Json> = {};
  const open = mentionsOf(definitions[name]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const definition = definitions[next];
    if (definition === undefined) throw new Error(`${name} mentions ${next}, which is not declared`);
    if (mentioned[next]) continue;
    mentioned[next] = definition;
    open.push(...mentionsOf(definition));
  }
  return {
    $schema: DRAFT,
    ...definitions[name],
    ...(Object.keys(mentioned).length > 0 ? { definitions: inOrder(mentioned) } : {}),
  };
}

const MENTION = /"\$ref":"#\/definitions\/([^"]+)"/g;

const mentionsOf = (definition: Json | undefined): string[] =>
  [...JSON.stringify(definition).matchAll(MENTION)].map(([, name]) => name as string);

/** Types of v2 one level deeper, under `v2`. */
function nested(definitions: Definitions, isOfV2: (name: string) => boolean): Json {
  const placed = JSON.stringify(definitions).replace(MENTION, (mention, name) =>
    isOfV2(name) ? `"$ref":"#/definitions/v2/${name}"` : mention,
  );
  const entries = Object.entries(JSON.parse(placed) as Definitions);
  return {
    ...Object.fromEntries(entries.filter(([name]) => !isOfV2(name))),
    v2: Object.fromEntries(entries.filter(([name]) => isOfV2(name))),
  };
}

const inOrder = (definitions: Definitions): Definitions =>
  Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
