import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { explain } from '../../protocol/explain.js';
import { REDACTED } from './redact.js';

const Entry = z.object({
  from: z.enum(['client', 'server']),
  message: z.looseObject({
    id: z.union([z.string(), z.number()]).optional(),
    method: z.string().optional(),
    params: z.unknown().optional(),
    result: z.unknown().optional(),
    error: z.unknown().optional(),
  }),
});
type Message = z.infer<typeof Entry>['message'];
type Id = NonNullable<Message['id']>;

/** Reads what `--record` has written. Throws an error that names the line. */
export function readRecording(path: string): z.infer<typeof Entry>[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch (e) {
      throw new Error(`line ${at + 1} of ${path} is not JSON: ${(e as Error).message}`);
    }
    const parsed = Entry.safeParse(json);
    if (parsed.success) return [parsed.data];
    const { path: place, reason } = explain(parsed.error);
    throw new Error(`line ${at + 1} of ${path}: ${reason} in \`${place.join('.')}\``);
  });
}

export interface ReplayIo {
  readonly send: (message: string) => void;
  /** Gets a sentence for each message of the client that differs from the recording. */
  readonly departed: (sentence: string) => void;
}

/**
 * Plays the server's part of a recording. What the server sent after a message of the client is sent again when the client has sent that message; messages of
 * the client without a message of the server between them may come in any order. Replies get the ids of this client's requests.
 */
export class Replay {
  readonly #entries: readonly z.infer<typeof Entry>[];
  readonly #io: ReplayIo;
  readonly #done = new Set<number>();
  /** Ids of requests in the recording, and the ids that this client has given them. */
  readonly #ids = new Map<Id, Id>();
  #at = 0;
  #departures = 0;

  constructor(entries: readonly z.infer<typeof Entry>[], io: ReplayIo) {
    this.#entries = entries;
    this.#io = io;
    this.#advance();
  }

  /** A message of the client. */
  take(message: Message): void {
    const expected = this.#expected();
    const at = expected.find((n) => this.#difference(this.#messageAt(n), message) === undefined);
    if (at === undefined) return this.#departed(message, expected);
    this.#done.add(at);
    const recorded = this.#messageAt(at);
    if (recorded.method !== undefined && recorded.id !== undefined && message.id !== undefined)
      this.#ids.set(recorded.id, message.id);
    this.#advance();
  }

  /** The client has ended. Returns the exit code: 0 when it has sent exactly the messages of the recording. */
  end(): number {
    const left = this.#entries.filter(({ from }, n) => from === 'client' && n >= this.#at && !this.#done.has(n)).length;
    if (left > 0) {
      this.#departures++;
      this.#io.departed(
        `the client ended before ${left} of its messages in the recording; the next one is ${shown(this.#messageAt(this.#expected()[0] ?? 0))}`,
      );
    }
    if (this.#departures === 0) return 0;
    const times = this.#departures === 1 ? 'once' : `${this.#departures} times`;
    this.#io.departed(`the client departed from the recording ${times}`);
    return 1;
  }

  /** The messages of the client that may come next. */
  #expected(): number[] {
    const numbers: number[] = [];
    for (let n = this.#at; this.#entries[n]?.from === 'client'; n++) if (!this.#done.has(n)) numbers.push(n);
    return numbers;
  }

  #advance(): void {
    if (this.#expected().length > 0) return;
    while (this.#entries[this.#at]?.from === 'client') this.#at++;
    for (let entry = this.#entries[this.#at]; entry?.from === 'server'; entry = this.#entries[++this.#at]) {
      const { message } = entry;
      const id =
        message.method === undefined && message.id !== undefined
          ? (this.#ids.get(message.id) ?? message.id)
          : message.id;
      this.#io.send(JSON.stringify(id === undefined ? message : { ...message, id }));
    }
  }

  #messageAt(n: number): Message {
    return this.#entries[n]?.message ?? {};
  }

  /** Undefined when both are the same, except for the id of a request, the name of the client, and redacted values. */
  #difference(recorded: Message, message: Message): string | undefined {
    if (recorded.method !== message.method) return 'method';
    if (recorded.method === undefined) {
      // An answer to a request of the server.
      if (recorded.id !== message.id) return 'id';
      return differenceOf(recorded.result ?? recorded.error, message.result ?? message.error, 'result');
    }
    if ((recorded.id === undefined) !== (message.id === undefined)) return 'id';
    const without = recorded.method === 'initialize' ? 'clientInfo' : '';
    return differenceOf(omit(recorded.params, without), omit(message.params, without), 'params');
  }

  #departed(message: Message, expected: readonly number[]): void {
    this.#departures++;
    const alike = expected.find((n) => this.#messageAt(n).method === message.method);
    const next = expected[0];
    const sentence =
      next === undefined
        ? `the recording has ended, and the client sent ${shown(message)}`
        : alike === undefined
          ? `the client sent ${shown(message)}; the recording has ${shown(this.#messageAt(next))} here`
          : `the client sent ${shown(message)}, which differs from the recording in \`${this.#difference(this.#messageAt(alike), message)}\``;
    this.#io.departed(sentence);
    if (message.method === undefined || message.id === undefined) return;
    this.#io.send(
      JSON.stringify({
        id: message.id,
        error: { code: -32600, message: `this departs from the recording: ${sentence}` },
      }),
    );
  }
}

const shown = ({ method, id }: Message): string => (method === undefined ? `the answer to request ${id}` : method);

function omit(value: unknown, name: string): unknown {
  if (name === '' || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}

/** The path of the first difference. Null, an empty object and nothing are the same. */
function differenceOf(recorded: unknown, value: unknown, path: string): string | undefined {
  if (recorded === REDACTED || isDeepStrictEqual(recorded, value) || (isNothing(recorded) && isNothing(value)))
    return undefined;
  if (typeof recorded === 'string' && typeof value === 'string' && recorded.includes(REDACTED)) {
    const pattern = recorded.split(REDACTED).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${pattern.join('.*')}$`, 's').test(value) ? undefined : path;
  }
  if (typeof recorded !== 'object' || typeof value !== 'object' || recorded === null || value === null) return path;
  if (Array.isArray(recorded) !== Array.isArray(value)) return path;
  const names = new Set([...Object.keys(recorded), ...Object.keys(value)]);
  for (const name of names) {
    const found = differenceOf(memberOf(recorded, name), memberOf(value, name), `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isNothing = (value: unknown): boolean =>
  value == null || (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0);
const memberOf = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name as keyof object] : undefined;
