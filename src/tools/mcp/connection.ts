import { createHash } from 'node:crypto';
import { toUSVString } from 'node:util';
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';
import * as z from 'zod';
import type { McpCallResult, McpResourceContent, McpServerAbout } from '../../core/ports/mcp.js';
import { fetchOver } from '../../net/fetch.js';
import type { LongRunning } from '../../process/long-running.js';
import { type AuthorizationOptions, authorizationOf } from './authorization.js';
import { CallClock } from './call-clock.js';
import { ChildTransport } from './child-transport.js';
import { ELICITATION, type Elicit, Elicitations } from './elicitations.js';
import { headersTo } from './headers.js';
import { readingFetch } from './http-messages.js';

// This file, and what it imports, is loaded with the first server that is configured: the library takes a quarter of a second.
export { causeOf, isAnswer, isTimeout } from './failure.js';

/** The other end of a connection. */
export type Peer =
  | { readonly kind: 'program'; readonly child: LongRunning }
  | ({ readonly kind: 'address' } & AuthorizationOptions);

export interface ConnectOptions {
  readonly version: string;
  readonly signal: AbortSignal;
  /** Something that the library reports, such as a line that is not a message. */
  readonly onRemark: (error: Error) => void;
  readonly onToolsChanged: () => void;
  readonly onClosed: () => void;
}

/** A tool as its server describes it. */
export interface McpTool {
  readonly name: string;
  /** For users. */
  readonly title?: string | undefined;
  readonly description: string;
  readonly inputSchema?: unknown;
  readonly annotations: z.infer<typeof Annotations>;
  /** A hash of its whole description: an approval counts only for this hash. */
  readonly definition: string;
  /** As the server has sent it. */
  readonly said: Json;
}

type Json = Readonly<Record<string, unknown>>;

export interface CallOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Sends questions of the server to the user. */
  readonly elicit: Elicit;
}

export type CallResult = McpCallResult;

/** More than any real server has: a request to a model with so many tools would be refused. */
const MAX_ENTRIES = 1000;
const MAX_NAME = 256;
const MAX_DESCRIPTION = 16_384;
const MAX_SCHEMA = 131_072;
const hint = z.boolean().nullish().catch(undefined);
const Annotations = z.object({ readOnlyHint: hint, destructiveHint: hint }).catch({}).default({});
/** Tools are read one by one: an unreadable one must not affect the others. */
const ToolEntry = z.object({
  name: z.string().min(1).max(MAX_NAME),
  title: z.string().max(MAX_NAME).optional().catch(undefined),
  description: z.string().catch('').default(''),
  inputSchema: z.unknown().optional(),
  annotations: Annotations,
});
const Page = z.looseObject({ nextCursor: z.string().nullish() });
const ResourceEntry = z.looseObject({ name: z.string(), uri: z.string() });
const TemplateEntry = z.looseObject({ name: z.string(), uriTemplate: z.string() });
const Contents = z.looseObject({ contents: z.array(z.unknown()).default([]) });
const text = z.string().optional().catch(undefined);
const Content = z.object({ uri: z.string(), mimeType: text, text, blob: text, _meta: z.unknown().optional() });
const Result = z.preprocess(
  withContent,
  z.looseObject({
    content: z
      .preprocess(
        (content) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content),
        z.array(z.unknown()),
      )
      .default([]),
    isError: z.boolean().nullish().catch(undefined),
    structuredContent: z.unknown().optional(),
  }),
);

/** Servers of earlier protocol versions use other member names; the model reads their answers as JSON. */
function withContent(result: unknown): unknown {
  const { _meta, isError, ...rest } = result as Record<string, unknown>;
  if ('content' in rest || 'structuredContent' in rest || Object.keys(rest).length === 0) return result;
  return { isError, content: JSON.stringify(rest) };
}

type ListMethod = 'tools/list' | 'resources/list' | 'resources/templates/list';

const MAX_PAGES = 100;
const METHOD_NOT_FOUND = -32601;
/** The longest time of Node's timers; the caller limits the time of the start. */
const NO_TIMEOUT = 2 ** 31 - 1;

/** Initializes the connection to a server. Rejects with the library's errors; the connection is closed then. */
export async function connect(peer: Peer, options: ConnectOptions): Promise<Connection> {
  // Servers may request input of the user. Sampling and roots are not offered: requests for them are refused as the protocol says.
  const self = { name: 'turnwire', title: 'Turnwire', version: options.version };
  const client = new Client(self, { capabilities: { elicitation: ELICITATION } });
  const elicitations = new Elicitations();
  elicitations.listenTo(client);
  client.onerror = options.onRemark;
  client.onclose = options.onClosed;
  client.setNotificationHandler('notifications/tools/list_changed', () => options.onToolsChanged());
  const transport = transportTo(peer);
  await client.connect(transport, { signal: options.signal, timeout: NO_TIMEOUT });
  return new Connection(client, transport, elicitations);
}

export class Connection {
  readonly #client: Client;
  readonly #transport: Transport;
  readonly #elicitations: Elicitations;

  constructor(client: Client, transport: Transport, elicitations: Elicitations) {
    this.#client = client;
    this.#transport = transport;
    this.#elicitations = elicitations;
  }

  get about(): McpServerAbout {
    const info = this.#client.getServerVersion() ?? { name: '', version: '' };
    const instructions = this.#client.getInstructions();
    return {
      info,
      capabilities: this.#client.getServerCapabilities() ?? {},
      ...(typeof instructions === 'string' ? { instructions: modelText(instructions) } : {}),
    };
  }

  /** Every page of the server's list. */
  async listTools(signal: AbortSignal): Promise<McpTool[]> {
    return this.#all('tools/list', 'tools', signal, readTool);
  }

  async listResources(signal: AbortSignal): Promise<Json[]> {
    return this.#all('resources/list', 'resources', signal, (entry) => ResourceEntry.safeParse(entry).data);
  }

  async listResourceTemplates(signal: AbortSignal): Promise<Json[]> {
    const read = (entry: unknown) => TemplateEntry.safeParse(entry).data;
    return this.#all('resources/templates/list', 'resourceTemplates', signal, read);
  }

  async readResource(
    uri: string,
    { timeoutMs, signal }: Pick<CallOptions, 'timeoutMs' | 'signal'>,
  ): Promise<McpResourceContent[]> {
    const timeout = Math.min(timeoutMs, NO_TIMEOUT);
    const request = { method: 'resources/read', params: { uri } } as const;
    const { contents } = await this.#client.request(request, Contents, { timeout, signal });
    return contents.flatMap((content) => Content.safeParse(content).data ?? []);
  }

  /** Time-outs and aborts are sent to the server (`notifications/cancelled`). */
  async call(
    name: string,
    args: Json | undefined,
    { timeoutMs, signal, elicit }: CallOptions,
    meta?: Json | undefined,
  ): Promise<CallResult> {
    const params = { name, ...(args && { arguments: args }), ...(meta && { _meta: meta }) };
    const clock = new CallClock(Math.min(timeoutMs, NO_TIMEOUT));
    const over = new AbortController();
    const call = { elicit, over: over.signal, pause: () => clock.pause(), resume: () => clock.resume() };
    this.#elicitations.begin(call);
    try {
      const ended = AbortSignal.any([signal, clock.signal]);
      return await this.#client.request({ method: 'tools/call', params }, Result, {
        timeout: NO_TIMEOUT,
        signal: ended,
      });
    } catch (e) {
      throw clock.signal.aborted && !signal.aborted ? clock.signal.reason : e;
    } finally {
      clock.stop();
      this.#elicitations.end(call);
      over.abort();
    }
  }

  async close(): Promise<void> {
    // Otherwise a server on the network keeps the session for ever.
    if (this.#transport instanceof StreamableHTTPClientTransport) {
      const soon = new Promise<void>((resolve) => setTimeout(resolve, 500).unref());
      await Promise.race([this.#transport.terminateSession().catch(() => {}), soon]);
    }
    await this.#client.close();
  }

  async #all<T>(method: ListMethod, key: string, signal: AbortSignal, read: (entry: unknown) => T | undefined) {
    const entries: T[] = [];
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await this.#page(method, cursor, signal);
      const listed = page[key] ?? [];
      if (!Array.isArray(listed)) throw new Error(`the server does not list its ${key}`);
      entries.push(...listed.flatMap((entry) => read(entry) ?? []));
      if (entries.length >= MAX_ENTRIES) return entries.slice(0, MAX_ENTRIES);
      cursor = page.nextCursor ?? undefined;
      if (cursor !== undefined && (seen.has(cursor) || seen.size >= MAX_PAGES))
        throw new Error(`the list of ${key} does not end`);
      if (cursor !== undefined) seen.add(cursor);
    } while (cursor !== undefined);
    return entries;
  }

  async #page(method: ListMethod, cursor: string | undefined, signal: AbortSignal): Promise<z.infer<typeof Page>> {
    try {
      const params = cursor === undefined ? {} : { cursor };
      return await this.#client.request({ method, params }, Page, { signal, timeout: NO_TIMEOUT });
    } catch (e) {
      const capabilities = this.#client.getServerCapabilities();
      const has = method === 'tools/list' ? capabilities?.tools : capabilities?.resources;
      // A server without such a list may not have the method.
      if ((e as { code?: unknown }).code === METHOD_NOT_FOUND && !has) return {};
      throw e;
    }
  }
}

/** Undefined for a value that is not a tool, or too large for a request to a model. */
function readTool(entry: unknown): McpTool | undefined {
  const { data: tool } = ToolEntry.safeParse(entry);
  if (tool === undefined || (JSON.stringify(tool.inputSchema) ?? '').length > MAX_SCHEMA) return undefined;
  const { _meta, icons: _icons, ...said } = entry as Record<string, unknown>;
  const definition = createHash('sha256').update(JSON.stringify(said)).digest('hex');
  return { ...tool, description: modelText(tool.description), definition, said: entry as Json };
}

const modelText = (text: string): string => toUSVString(text.slice(0, MAX_DESCRIPTION));

function transportTo(peer: Peer): Transport {
  if (peer.kind === 'program') return new ChildTransport(peer.child);
  const { address, env } = peer;
  const authProvider = authorizationOf(peer);
  return new StreamableHTTPClientTransport(new URL(address.url), {
    fetch: readingFetch(fetchOver(env)),
    requestInit: { headers: headersTo(address, env) },
    ...(authProvider === undefined ? {} : { authProvider }),
  });
}
