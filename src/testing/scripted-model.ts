import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type * as z from 'zod';
import { explain } from '../../protocol/explain.js';
import { replyEvents } from '../model/scripted/events.js';
import { ScriptReply } from '../model/scripted/script.js';

/**
 * An answer of the model: `{ text: 'Hello' }`, `{ calls: [{ name, args }] }`, `{ fail: { status: 500 } }` and more; `docs/scripted-model.md` has all fields.
 */
export type ScriptedReply = z.input<typeof ScriptReply>;

/** A request of the server to the model. */
export interface ModelRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** The body of a request of the Responses API. */
  readonly body: {
    readonly model: string;
    readonly input: readonly Readonly<Record<string, unknown>>[];
    readonly [name: string]: unknown;
  };
}

/** Replaces the server of a model. It listens only on this machine, and sends its replies one after another, one for each request. */
export interface ScriptedModel extends AsyncDisposable {
  /** The base URL of a provider with `wire_api = "responses"`. */
  readonly url: string;
  /** The requests so far. */
  readonly requests: readonly ModelRequest[];
  /** Replies that no request has used yet. */
  readonly unused: readonly ScriptedReply[];
  /** Adds replies after those that are there. Throws when one is not as it should be. */
  answer(...replies: readonly ScriptedReply[]): void;
  /** Resolves when the model has got this many requests. */
  asked(times: number, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Dotted keys of a configuration that makes a server use this model, for `config` of a server. */
  config(): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function startScriptedModel(replies: readonly ScriptedReply[] = []): Promise<ScriptedModel> {
  const requests: ModelRequest[] = [];
  const unused: ScriptReply[] = [];
  const waiting = new Set<() => void>();
  const answer = (...more: readonly ScriptedReply[]): void => void unused.push(...more.map(parsed));
  answer(...replies);

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await json(request)) as ModelRequest['body'];
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const serial = requests.push({ headers, body });
    for (const look of waiting) look();
    const reply = unused.shift() ?? { fail: { status: 400, body: { error: { message: NO_REPLY } } } };
    await play(reply, serial, response);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((e: Error) => response.destroy(e));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return {
    url,
    requests,
    unused,
    answer,
    asked: (times, { signal } = {}) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          waiting.delete(look);
          reject(signal?.reason);
        };
        const look = (): void => {
          if (requests.length < times) return;
          waiting.delete(look);
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        if (signal?.aborted) return reject(signal.reason);
        signal?.addEventListener('abort', stop, { once: true });
        waiting.add(look);
        look();
      }),
    config: () => ({
      model: 'scripted-model',
      model_provider: 'scripted-model',
      'model_providers.scripted-model': {
        name: 'Scripted model',
        base_url: url,
        wire_api: 'responses',
        request_max_retries: 0,
        stream_max_retries: 0,
      },
    }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const NO_REPLY = 'the scripted model has no reply left: give it more with `answer`';

function parsed(reply: ScriptedReply, at: number): ScriptReply {
  const result = ScriptReply.safeParse(reply);
  if (result.success) return result.data;
  const { path, reason } = explain(result.error);
  throw new TypeError(`${reason} in \`${['replies', at, ...path].join('.')}\` of the scripted model`);
}

async function play(reply: ScriptReply, serial: number, response: ServerResponse): Promise<void> {
  if (reply.fail) {
    const { status, headers, body = {} } = reply.fail;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  for (const event of replyEvents(reply, serial)) {
    if (reply.pace) await pause(reply.pace);
    if (response.destroyed) return;
    const isFull = !response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    if (isFull) await drained(response);
  }
  if (!reply.hold) response.end();
}

async function drained(response: ServerResponse): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  over.abort();
}
