import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as z from 'zod';
import { replyEvents } from '../../src/model/scripted/events.js';
import { ScriptReply } from '../../src/model/scripted/script.js';
import { chatEvents } from './chat-events.js';
import { Gate } from './gate.js';

/** A reply in the format of the built-in scripted model, and how its bytes go over the wire. Its raw events are those of the API that is asked by. */
export type PeerReply = z.input<typeof ScriptReply> & {
  readonly wire?: {
    /** Headers beside the content type. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Writes at most so many bytes at a time, so that characters and lines are cut anywhere. */
    readonly bytes?: number;
    /** Breaks the connection after so many events. */
    readonly cutAfter?: number;
    /** Waits before the first event of this type until the gate is opened (`peer.release()`). */
    readonly pauseBefore?: string;
    /** Waits after the first event of this type. */
    readonly pauseAfter?: string;
    /** The reply need not be asked for: whether it is depends on how fast the machine is. */
    readonly optional?: boolean;
    /** Chat Completions alone: whether raw events are followed by `[DONE]`; default: yes. */
    readonly done?: boolean;
  };
};

interface Planned {
  readonly reply: ScriptReply;
  readonly wire: PeerReply['wire'];
  readonly before: Gate | undefined;
  readonly after: Gate | undefined;
}

export interface ModelRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody;
  /** Settled when the connection of the request has closed. */
  readonly closed: Promise<void>;
}

export interface RequestBody extends Record<string, unknown> {
  readonly model: string;
  readonly input: readonly InputItem[];
  /** On the Chat Completions wire, in place of the input. */
  readonly messages: readonly ChatMessage[];
}

export interface ChatMessage extends Record<string, unknown> {
  readonly role: string;
}

export interface InputItem extends Record<string, unknown> {
  readonly type: string;
  readonly role?: string;
  readonly content?: readonly { readonly text?: string }[];
}

/** The two APIs that the stand-in speaks; the address asked for says which. */
export type Wire = 'responses' | 'chat';

/** Starts a stand-in for a model's server that plays `replies`, one a request. */
export async function startModelPeer(replies: readonly PeerReply[] = []): Promise<ModelPeer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new ModelPeer(server, replies);
}

export class ModelPeer implements AsyncDisposable {
  readonly requests: ModelRequest[] = [];
  readonly url: string;
  readonly #problems: string[] = [];
  readonly #replies: Planned[] = [];
  readonly #gates: Gate[] = [];
  #opened = 0;
  #verified = false;

  constructor(
    readonly server: Server,
    replies: readonly PeerReply[],
  ) {
    this.add(...replies);
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response).catch((error: unknown) => this.#problems.push(String(error)));
    });
  }

  add(...replies: readonly PeerReply[]): void {
    for (const { wire, ...script } of replies) {
      const gate = (place: string | undefined) => {
        if (place === undefined) return undefined;
        const made = new Gate();
        this.#gates.push(made);
        return made;
      };
      const reply = ScriptReply.parse(script);
      this.#replies.push({ reply, wire, before: gate(wire?.pauseBefore), after: gate(wire?.pauseAfter) });
    }
  }

  /** Text for `config.toml` that makes the server talk to this peer; `more` are further top-level keys. */
  config(more = '', provider = 'request_max_retries = 0\nstream_max_retries = 0', wire: Wire = 'responses'): string {
    return `model = "mock-model"
model_provider = "mock"
approval_policy = "untrusted"
sandbox_mode = "read-only"
${more}
[model_providers.mock]
name = "Mock"
base_url = "${this.url}"
wire_api = "${wire}"
${provider}
`;
  }

  /** Waits until a reply stands at the first gate that is still closed. */
  async paused(): Promise<void> {
    await this.#gates[this.#opened]?.reached;
  }

  /** Opens the first closed gate, also before a request waits at it. */
  release(): void {
    const gate = this.#gates[this.#opened++];
    if (gate === undefined) throw new Error('no reply of the script has a gate left');
    gate.open();
  }

  /** Requests that the script does not know, and replies without a request. */
  get problems(): string[] {
    this.#verified = true;
    return [
      ...this.#problems,
      ...this.#replies
        .filter(({ wire }) => wire?.optional !== true)
        .map(({ reply }) => `a reply was not asked for: ${JSON.stringify(reply)}`),
    ];
  }

  verify(): void {
    const { problems } = this;
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const gate of this.#gates) gate.open();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    if (!this.#verified) this.verify();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = once(response, 'close').then(() => {});
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as RequestBody;
    const index = this.requests.length;
    this.requests.push({ method: request.method ?? '', path: request.url ?? '', headers, body, closed });
    const next = this.#replies.shift();
    if (next === undefined) {
      this.#problems.push(
        `request ${index + 1} to the model was not expected: ${JSON.stringify((body.input ?? body.messages)?.at(-1))}`,
      );
      response.writeHead(500).end('the script has no reply left');
      return;
    }
    const { reply, wire } = next;
    const gates = [next.before, next.after];
    if (reply.fail !== undefined) {
      const text = typeof reply.fail.body === 'string' ? reply.fail.body : JSON.stringify(reply.fail.body ?? {});
      response.writeHead(reply.fail.status, { 'content-type': 'application/json', ...reply.fail.headers }).end(text);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', ...wire?.headers });
    response.flushHeaders();
    let written = 0;
    for (const event of eventsOf(request.url ?? '', next, index + 1, body)) {
      if (written++ === wire?.cutAfter) return void response.destroy();
      if (event.type === wire?.pauseBefore) await take(gates, 0);
      await write(response, event.text, wire?.bytes);
      if (event.type === wire?.pauseAfter) await take(gates, 1);
      if (response.destroyed) return;
    }
    if (!reply.hold) response.end();
  }
}

/** What goes over the wire, with the names of the events for the gates. */
function eventsOf(
  path: string,
  { reply, wire }: Planned,
  serial: number,
  body: RequestBody,
): { readonly type: string; readonly text: string }[] {
  if (!path.includes('/chat/completions')) {
    return replyEvents(reply, serial).map((event) => ({
      type: event.type,
      text: `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
    }));
  }
  return chatEvents(reply, serial, body, wire?.done ?? true).map(({ type, data }) => ({
    type,
    text: `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`,
  }));
}

/** Only the first event of the type waits. */
async function take(gates: (Gate | undefined)[], which: number): Promise<void> {
  const gate = gates[which];
  gates[which] = undefined;
  await gate?.pass();
}

async function write(response: ServerResponse, text: string, bytes = Number.POSITIVE_INFINITY): Promise<void> {
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += bytes) {
    const room = response.write(all.subarray(at, Math.min(all.length, at + bytes)));
    // One piece a tick, so that the pieces arrive as pieces.
    if (!room && !response.destroyed) await drained(response);
    else if (Number.isFinite(bytes)) await new Promise(setImmediate);
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
