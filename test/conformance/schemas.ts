import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import {
  clientRequests,
  type NotificationSpec,
  notificationSpec,
  type RequestSpec,
  serverRequests,
} from '../../protocol/index.js';
import { kindOf, type Line, type Message } from '../support/exchange.js';

const FOLDER = fileURLToPath(new URL('../../generated-types/json-schema/', import.meta.url));
const REQUESTS: Record<string, RequestSpec> = clientRequests;
const ASKED: Record<string, RequestSpec> = serverRequests;

/** All messages of a server that our JSON Schemas do not allow. What clients in other languages are made from must fit the reference's own words. */
export function misfits(lines: readonly Pick<Line, 'from' | 'message'>[]): string[] {
  const methods = new Map<unknown, string>();
  return lines.flatMap(({ from, message }) => {
    if (from === 'client') {
      if (kindOf(message) === 'request') methods.set(message.id, message.method ?? '');
      return [];
    }
    const [type, value] = expected(message, methods) ?? [];
    if (type === undefined) return [];
    const check = validator(`${type}.json`);
    return check(value) ? [] : [`${type}: ${JSON.stringify(check.errors)}\n${JSON.stringify(message).slice(0, 1000)}`];
  });
}

function expected(message: Message, methods: ReadonlyMap<unknown, string>): [string, unknown] | undefined {
  const { method = '', params, result } = message;
  switch (kindOf(message)) {
    case 'notification':
      return named(notificationSpec(method), params);
    case 'request':
      return named(ASKED[method], params);
    case 'reply': {
      const spec = REQUESTS[methods.get(message.id) ?? ''];
      return spec && result !== undefined ? [spec.result.typeName, result] : undefined;
    }
    default:
      return undefined;
  }
}

function named(spec: RequestSpec | NotificationSpec | undefined, value: unknown): [string, unknown] | undefined {
  return spec?.params ? [spec.params.typeName, value] : undefined;
}

let ajv: Ajv2020 | undefined;

function validator(id: string): ValidateFunction {
  ajv ??= load();
  const found = ajv.getSchema(id);
  if (!found) throw new Error(`there is no schema ${id}`);
  return found;
}

function load(): Ajv2020 {
  const made = new Ajv2020({ strict: false });
  for (const name of readdirSync(FOLDER)) {
    // The collections, of another draft, repeat the single schemas.
    if (name.endsWith('.json') && !name.endsWith('.schemas.json'))
      made.addSchema(JSON.parse(readFileSync(FOLDER + name, 'utf8')));
  }
  return made;
}
