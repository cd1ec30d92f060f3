import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Server, type ServerOptions, startServer } from '../support/server.js';

export const INITIALIZE = { clientInfo: { name: 'test', version: '1' } };
/** Keys of a provider that takes the stored credentials. */
export const WANTS_ACCOUNT = 'request_max_retries = 0\nstream_max_retries = 0\nrequires_openai_auth = true';

export const authPath = (home: string) => join(home, 'auth.json');
export const storeAuth = (home: string, file: object) => writeFile(authPath(home), JSON.stringify(file));
export const storedAuth = async (home: string) => JSON.parse(await readFile(authPath(home), 'utf8'));

export const changesOf = (server: Server) => server.received('authStatusChange').map(({ params }) => params);

/** A conversation that is listened to. */
export async function begin(server: Server): Promise<string> {
  await server.request('initialize', INITIALIZE);
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  return conversationId;
}

/** One whole turn. */
export async function turn(server: Server, conversationId: string, text = 'hi'): Promise<void> {
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text } }] });
  await server.next('task_complete');
}

/** Several windows with one home. */
export async function startServers(count: number, options: ServerOptions): Promise<Servers> {
  return new Servers(await Promise.all(Array.from({ length: count }, () => startServer(options))));
}

export class Servers implements AsyncDisposable {
  constructor(readonly servers: readonly Server[]) {}

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server[Symbol.asyncDispose]()));
  }
}
