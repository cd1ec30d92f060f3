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

const OLD: Record<string, RequestSpec> = { ...clientRequests, ...turnwireRequests };
const TODAY: Record<string, RequestSpec> = v2.clientRequests;
const ASKED: Record<string, RequestSpec> = { ...serverRequests, ...v2.serverRequests };
const OWN: Record<string, NotificationSpec> = turnwireNotifications;

/** Holds every line of the server against the declaration of its method: results are exact, errors are announced. */
export class Validator {
  readonly problems: string[] = [];
  readonly #open = new Map<unknown, Asked>();
  /** The client has sent `capabilities`, or a method that only v2 has: methods that are in both are answered as in v2. */
  #speaksV2 = false;
  /** The client has asked for the places of notifications. */
  #wantsPlaces = false;

  sent(message: Message): void {
    if (kindOf(message) !== 'request') return;
    const { method = '', params } = message;
    const isV2Alone = Object.hasOwn(TODAY, method) && !Object.hasOwn(OLD, method);
    const spec = this.#speaksV2 ? (TODAY[method] ?? OLD[method]) : (OLD[method] ?? TODAY[method]);
    this.#open.set(message.id, { method, spec });
    const { capabilities, turnwire } = (params ?? {}) as { capabilities?: unknown; turnwire?: { seq?: boolean } };
    if (method === 'initialize' && turnwire?.seq) this.#wantsPlaces = true;
    if (isV2Alone || (method === 'initialize' && capabilities != null)) this.#speaksV2 = true;
  }

  received(message: Message): void {
    const problem = this.#problemWith(message);
    if (problem !== undefined) this.problems.push(`${problem}: ${JSON.stringify(message).slice(0, 2000)}`);
  }

  #problemWith(message: Message): string | undefined {
    const envelope = [
      ...ENVELOPE,
      ...(v2.notificationSpec(message.method ?? '') ? ['emittedAtMs'] : []),
      ...(this.#wantsPlaces && kindOf(message) === 'notification' ? ['seq', 'epoch'] : []),
    ];
    const extra = Object.keys(message).filter((key) => !envelope.includes(key));
    if (extra.length > 0) return `keys that no message has (${extra})`;
    switch (kindOf(message)) {
      case 'notification':
        return notification(message) ?? untimed(message);
      case 'request': {
        const spec = ASKED[message.method ?? ''];
        return spec ? misfit(spec.params, message.params) : 'a request that is not declared';
      }
      case 'reply': {
        const asked = this.#open.get(message.id);
        this.#open.delete(message.id);
        return message.error ? refusal(message.error, asked) : result(message, asked);
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

/** Notifications of v2 say when they were made. */
function untimed(message: Message & { readonly emittedAtMs?: unknown }): string | undefined {
  if (!v2.notificationSpec(message.method ?? '')) return undefined;
  return Number.isSafeInteger(message.emittedAtMs) ? undefined : 'a notification that does not say when it was made';
}

/** Events keep fields that they do not know when they are read; those that this server makes have none. */
function strangeFields(msg: Record<string, unknown>): string | undefined {
  const declared = (eventPayloads as Readonly<Record<string, Named | null>>)[String(msg.type)];
  const shape = (declared?.() as { shape?: object } | undefined)?.shape ?? {};
  const strange = Object.keys(msg).filter((key) => key !== 'type' && !Object.hasOwn(shape, key));
  return strange.length > 0 ? `fields that the event does not have (${strange})` : undefined;
}

/** Requests that a test has written as bytes are not known here. */
interface Asked {
  readonly method: string;
  readonly spec: RequestSpec | undefined;
}

function result(message: Message, asked: Asked | undefined): string | undefined {
  if (asked?.spec === undefined) return undefined;
  // It answers for both.
  const specs = asked.method === 'initialize' ? [OLD.initialize, TODAY.initialize] : [asked.spec];
  return specs.map((spec) => spec && misfit(spec.result, message.result)).find((problem) => problem !== undefined);
}

function refusal(error: NonNullable<Message['error']>, asked: Asked | undefined): string | undefined {
  const code = error.data?.code as ErrorCode;
  if (!Object.hasOwn(ERRORS, code)) return 'an error that the catalogue does not have';
  if (ERRORS[code].rpc !== error.code) return `the number of ${code} is another`;
  const announced: readonly string[] = [...ENVELOPE_ERRORS, ...(asked?.spec?.errors ?? [])];
  if (asked !== undefined && !announced.includes(code)) return `${asked.method} does not announce ${code}`;
  return misfit(errorData[code], error.data);
}

function misfit(schema: Named | null, value: unknown): string | undefined {
  if (schema === null) return value === undefined ? undefined : 'params of a message that has none';
  const parsed = schema().safeParse(value);
  if (!parsed.success) return `not what ${schema.typeName} says (${parsed.error.issues.map(issue).join('; ')})`;
  return isDeepStrictEqual(parsed.data, value) ? undefined : `more than ${schema.typeName} says`;
}

const issue = ({ path, message }: { path: PropertyKey[]; message: string }) => `${path.join('.')}: ${message}`;
