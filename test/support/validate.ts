import { isDeepStrictEqual } from 'node:util';
import {
  clientRequests,
  ENVELOPE_ERRORS,
  ERRORS,
  type ErrorCode,
  errorData,
  eventPayloads,
  type Named,
  type NotificationSpec,
  notificationSpec,
  type RequestSpec,
  serverRequests,
  turnwireNotifications,
  turnwireRequests,
  v2,
} from '../../protocol/index.js';
import { eventOf, kindOf, type Message } from './exchange.js';

const REQUESTS: Record<string, RequestSpec> = { ...v2.clientRequests, ...clientRequests, ...turnwireRequests };
const ASKED: Record<string, RequestSpec> = { ...serverRequests, ...v2.serverRequests };
const OWN: Record<string, NotificationSpec> = turnwireNotifications;

/** Holds every line of the server against the declaration of its method: results are exact, errors are announced. */
export class Validator {
  readonly problems: string[] = [];
  readonly #open = new Map<unknown, string>();

  sent(message: Message): void {
    if (kindOf(message) === 'request') this.#open.set(message.id, message.method ?? '');
  }

  received(message: Message): void {
    const problem = this.#problemWith(message);
    if (problem !== undefined) this.problems.push(`${problem}: ${JSON.stringify(message).slice(0, 2000)}`);
  }

  #problemWith(message: Message): string | undefined {
    const envelope = v2.notificationSpec(message.method ?? '') ? [...ENVELOPE, 'emittedAtMs'] : ENVELOPE;
    const extra = Object.keys(message).filter((key) => !envelope.includes(key));
    if (extra.length > 0) return `keys that no message has (${extra})`;
    switch (kindOf(message)) {
      case 'notification':
        return notification(message);
      case 'request': {
        const spec = ASKED[message.method ?? ''];
        return spec ? misfit(spec.params, message.params) : 'a request that is not declared';
      }
      case 'reply': {
        const method = this.#open.get(message.id);
        this.#open.delete(message.id);
        return message.error ? refusal(message.error, method) : result(message, method);
      }
      default:
        return 'neither a request, nor a notification, nor a reply';
    }
  }
}

const ENVELOPE = ['method', 'id', 'params', 'result', 'error'];

function notification(message: Message): string | undefined {
  const method = message.method ?? '';
  const spec = notificationSpec(method) ?? OWN[method] ?? v2.notificationSpec(method);
  if (!spec) return 'a notification that is not declared';
  const event = eventOf(message);
  if (event && message.method !== `codex/event/${event.msg.type}`) return 'an event under the name of another';
  return misfit(spec.params, message.params) ?? (event && strangeFields(event.msg));
}

/** Events keep fields that they do not know when they are read; those that this server makes have none. */
function strangeFields(msg: Record<string, unknown>): string | undefined {
  const declared = (eventPayloads as Readonly<Record<string, Named | null>>)[String(msg.type)];
  const shape = (declared?.() as { shape?: object } | undefined)?.shape ?? {};
  const strange = Object.keys(msg).filter((key) => key !== 'type' && !Object.hasOwn(shape, key));
  return strange.length > 0 ? `fields that the event does not have (${strange})` : undefined;
}

function result(message: Message, method: string | undefined): string | undefined {
  const spec = REQUESTS[method ?? ''];
  // Requests that a test has written as bytes are not known here.
  return spec && misfit(spec.result, message.result);
}

function refusal(error: NonNullable<Message['error']>, method: string | undefined): string | undefined {
  const code = error.data?.code as ErrorCode;
  if (!Object.hasOwn(ERRORS, code)) return 'an error that the catalogue does not have';
  if (ERRORS[code].rpc !== error.code) return `the number of ${code} is another`;
  const announced: readonly string[] = [...ENVELOPE_ERRORS, ...(REQUESTS[method ?? '']?.errors ?? [])];
  if (method !== undefined && !announced.includes(code)) return `${method} does not announce ${code}`;
  return misfit(errorData[code], error.data);
}

function misfit(schema: Named | null, value: unknown): string | undefined {
  if (schema === null) return value === undefined ? undefined : 'params of a message that has none';
  const parsed = schema().safeParse(value);
  if (!parsed.success) return `not what ${schema.typeName} says (${parsed.error.issues.map(issue).join('; ')})`;
  return isDeepStrictEqual(parsed.data, value) ? undefined : `more than ${schema.typeName} says`;
}

const issue = ({ path, message }: { path: PropertyKey[]; message: string }) => `${path.join('.')}: ${message}`;
