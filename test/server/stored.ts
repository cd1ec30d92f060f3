import { pathOf, put } from '../store/rollouts.js';
import { type ModelPeer, type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { type Server, type ServerOptions, startServer } from '../support/server.js';

export interface Revived {
  readonly conversationId: string;
  readonly model: string;
  readonly rolloutPath: string;
  readonly initialMessages: readonly { readonly type: string; readonly message?: string }[];
}

/** A home that outlives its servers, and a model for them. */
export async function bed(replies: readonly PeerReply[] = [], more = '') {
  const home = await scratchFolder('home');
  const peer = await startModelPeer(replies);
  await home.write('config.toml', peer.config(more));
  return {
    home: home.path,
    peer,
    put: (time: string, id: string, lines: readonly string[] | string) => put(pathOf(home.path, time, id), lines),
    start: (options: ServerOptions = {}) => start({ home: home.path, ...options }),
    async [Symbol.asyncDispose]() {
      await peer[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

async function start(options: ServerOptions): Promise<Server> {
  const server = await startServer(options);
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  return server;
}

export const say = (server: Server, conversationId: string, text: string) =>
  server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text } }] });

export const listen = (server: Server, conversationId: string) =>
  server.request<{ subscriptionId: string }>('addConversationListener', { conversationId });

/** A new conversation with a listener, and one turn for each text. */
export async function converse(server: Server, texts: readonly string[], params: Record<string, unknown> = {}) {
  const created = await server.request<Revived>('newConversation', params);
  await listen(server, created.conversationId);
  for (const text of texts) await turn(server, created.conversationId, text);
  return created;
}

/** One whole turn of a conversation with a listener. */
export async function turn(server: Server, conversationId: string, text: string): Promise<void> {
  await say(server, conversationId, text);
  await server.next((m) => m.method === 'codex/event/task_complete' && of(m.params) === conversationId);
}

const of = (params: unknown) => (params as { conversationId: string }).conversationId;

/** The texts of the user and the model in a history. */
export const spoken = ({ initialMessages }: Pick<Revived, 'initialMessages'>): string[] =>
  initialMessages.flatMap(({ type, message }) => (type.endsWith('_message') ? [message ?? ''] : []));

/** The messages of each request to the model, contexts included. */
export const asked = (peer: ModelPeer): string[][] =>
  peer.requests.map(({ body }) =>
    body.input.map((item) => (item.content ?? []).map((part) => part.text ?? 'picture').join('') || item.type),
  );

export const contextsIn = (texts: readonly string[]): number =>
  texts.filter((text) => text.startsWith('<environment_context>')).length;
