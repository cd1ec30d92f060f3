import { type AppServer, createAppServer } from '../../src/server/library.js';
import type { Message } from '../support/exchange.js';
import { InProcessClient } from '../support/in-process-client.js';
import { scratchFolder } from '../support/scratch.js';

export type Protocol = 'v1' | 'v2';

export interface Started {
  /** The id of the conversation. */
  readonly id: string;
  readonly path: string;
}

/** What `turnwire/attach` answers. */
export interface Attached {
  readonly epoch: string;
  readonly seq: number;
  readonly reason: string | null;
  readonly subscriptionId?: string;
  readonly initialMessages?: { readonly type: string }[];
  readonly thread?: { readonly turns: { readonly status: string; readonly items: unknown[] }[] };
}

/** A notification with its place. */
export type Placed = Message & { readonly seq: number; readonly epoch: string };

export const isPlaced = (message: Message): message is Placed => (message as Partial<Placed>).seq !== undefined;

/** A server in this process whose model repeats its input, or follows a script. */
export async function startServer(config: Record<string, unknown> = {}, script?: readonly unknown[]) {
  const home = await scratchFolder('home');
  const scripted = script && { 'turnwire.script': await home.write('script.json', JSON.stringify(script)) };
  const begin = (): AppServer =>
    createAppServer({
      home: home.path,
      cwd: home.path,
      env: { PATH: process.env.PATH },
      config: {
        model_provider: 'scripted',
        approval_policy: 'never',
        sandbox_mode: 'danger-full-access',
        ...scripted,
        ...config,
      },
    });
  let server = begin();
  return {
    home,
    get server() {
      return server;
    },
    /** Ends the server and begins another one on the same home. */
    async restart() {
      await server.close();
      server = begin();
    },
    client: (protocol: Protocol, seq = true) => startClient(server, protocol, seq),
    async [Symbol.asyncDispose]() {
      await server.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

export async function startClient(server: AppServer, protocol: Protocol, seq = true): Promise<InProcessClient> {
  const client = new InProcessClient(server);
  await client.request('initialize', {
    clientInfo: { name: 'test', version: '1' },
    ...(protocol === 'v2' ? { capabilities: { experimentalApi: true } } : {}),
    ...(seq ? { turnwire: { seq } } : {}),
  });
  return client;
}

/** The conversation of a new client, which is subscribed to it. */
export async function startConversation(client: InProcessClient, protocol: Protocol): Promise<Started> {
  if (protocol === 'v2') {
    const { thread } = await client.request<{ thread: Started }>('thread/start', {});
    return { id: thread.id, path: thread.path };
  }
  const started = await client.request<{ conversationId: string; rolloutPath: string }>('newConversation', {});
  await client.request('addConversationListener', { conversationId: started.conversationId });
  return { id: started.conversationId, path: started.rolloutPath };
}

export const nameOf = (protocol: Protocol, id: string) =>
  protocol === 'v2' ? { threadId: id } : { conversationId: id };

export const say = (client: InProcessClient, protocol: Protocol, id: string, text: string) =>
  protocol === 'v2'
    ? client.request('turn/start', { threadId: id, input: [{ type: 'text', text }] })
    : client.request('sendUserMessage', { conversationId: id, items: [{ type: 'text', data: { text } }] });

/** The turns that have ended before the eyes of this client. */
export const endedTurns = (messages: readonly Message[]): number =>
  messages.filter(({ method }) => method === 'turn/completed' || method === 'codex/event/task_complete').length;
