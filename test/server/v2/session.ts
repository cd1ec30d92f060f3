import type { Turn } from '../../../generated-types/v2/index.js';
import type { Message } from '../../support/exchange.js';
import { type PeerReply, startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { type Server, type ServerOptions, startServer } from '../../support/server.js';

export const INITIALIZE = {
  clientInfo: { name: 'test', title: null, version: '1' },
  capabilities: { experimentalApi: true },
};

export interface Started {
  readonly thread: { readonly id: string; readonly path: string };
}

export interface ThreadOptions extends ServerOptions {
  readonly replies?: readonly PeerReply[];
  /** Keys of the model's provider; default: no second attempts. */
  readonly provider?: string;
  /** Params of `thread/start`. */
  readonly params?: object;
}

/** One more server of a home, whose client is initialized. */
export async function startServerOf(home: string): Promise<Server> {
  const server = await startServer({ home });
  await server.request('initialize', INITIALIZE);
  return server;
}

/** A server on a model of the test's own, with one thread. */
export async function threadSession(given: ThreadOptions = {}) {
  const { replies = [], params = {}, config = '', provider, ...options } = given;
  const home = await scratchFolder('home');
  const peer = await startModelPeer(replies);
  const server = await startServer({ home: home.path, ...options, config: `${peer.config('', provider)}${config}` });
  await server.request('initialize', INITIALIZE);
  const defaults = { approvalPolicy: 'never', sandbox: 'danger-full-access' };
  const started = await server.request<Started>('thread/start', { ...defaults, ...params });
  const threadId = started.thread.id;
  return {
    home: home.path,
    peer,
    server,
    started,
    threadId,
    start: (text = 'go', more: object = {}) =>
      server.request<{ turn: Turn }>('turn/start', { threadId, input: [{ type: 'text', text }], ...more }),
    /** Starts a turn and waits for its end. */
    async turn(text = 'go', more: object = {}): Promise<Turn> {
      const { turn } = await this.start(text, more);
      return turnCompleted(server, turn.id);
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

/** Everything that the server has notified or asked so far. */
export const received = (server: Server): Message[] =>
  server.lines.flatMap(({ from, message }) => (from === 'server' && message.method !== undefined ? [message] : []));

export const methods = (server: Server): string[] => received(server).map(({ method }) => method ?? '');

export async function turnCompleted(server: Server, turnId: string): Promise<Turn> {
  const endOf = (message: Message): Turn[] => {
    const { turn } = (message.params ?? {}) as { turn?: Turn };
    return message.method === 'turn/completed' && turn?.id === turnId ? [turn] : [];
  };
  return server.until(`the end of turn ${turnId}`, () => received(server).flatMap(endOf)[0]);
}
