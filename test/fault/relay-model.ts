import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { replyEvents } from '../../src/model/scripted/events.js';
import { ScriptReply } from '../../src/model/scripted/script.js';

interface Asked {
  readonly input: readonly { readonly type: string; readonly role?: string; readonly content?: { text?: string }[] }[];
  readonly tools?: readonly { readonly name?: string }[];
}

/** A model that answers what it was asked for last: `m5 slow` waits in the middle of the answer, `m5 ask` calls a tool first. */
export class AskedModel implements AsyncDisposable {
  readonly url: string;
  #serial = 0;
  #waiting: (() => void)[] = [];
  #isOpen = false;

  private constructor(readonly server: ReturnType<typeof createServer>) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    server.on('request', (request, response) => void this.#serve(request, response).catch(() => response.destroy()));
  }

  static async start(): Promise<AskedModel> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new AskedModel(server);
  }

  config(): string {
    return `model = "mock-model"
model_provider = "mock"
approval_policy = "untrusted"
sandbox_mode = "read-only"
[model_providers.mock]
name = "Mock"
base_url = "${this.url}"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
`;
  }

  /** Lets the answer go on that has waited longest. */
  release(): void {
    this.#waiting.shift()?.();
  }

  /** No answer waits any more. */
  open(): void {
    this.#isOpen = true;
    for (const go of this.#waiting.splice(0)) go();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.open();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as Asked;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    const said = lastSaid(asked);
    const serial = ++this.#serial;
    for (const event of replyEvents(ScriptReply.parse(replyTo(said, asked)), serial)) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      if (event.type === 'response.output_text.delta' && said.includes('slow') && !this.#isOpen)
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    response.end();
  }
}

const lastSaid = ({ input }: Asked): string =>
  input.flatMap((item) => (item.role === 'user' ? (item.content ?? []).map(({ text = '' }) => text) : [])).at(-1) ?? '';

function replyTo(said: string, { input, tools = [] }: Asked): object {
  if (!said.includes('ask') || input.at(-1)?.type === 'function_call_output') return { text: `answer to ${said}` };
  const [name, args] = tools.some((tool) => tool.name === 'exec_command')
    ? ['exec_command', { cmd: 'touch made' }]
    : ['shell', { command: ['touch', 'made'] }];
  return { text: `will ask for ${said}`, calls: [{ name, args }] };
}
