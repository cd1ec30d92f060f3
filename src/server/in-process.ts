// `turnwire/client/in-process`: the client library with a server in the same process.
import { PassThrough } from 'node:stream';
import { type Client, type ClientOptions, connect, streamChannel } from '../../clients/library/index.js';
import { lateModule } from '../os/late-import.js';
import type { AppServerOptions } from './library.js';

export interface InProcessOptions extends AppServerOptions, ClientOptions {}

/** A module, which CommonJS programs can use too because it is imported late. */
const library = lateModule(() => import('./library.js'));

/**
 * Makes a server in this process and connects to it. The client is the same as that of `spawnServer`; `close` ends the server as well. Rejects with an
 * error that has the name `ConfigError` when the home or the configuration cannot be used.
 */
export async function startInProcess(options: InProcessOptions): Promise<Client> {
  const { createAppServer } = await library();
  const server = createAppServer(options);
  // Streams, because they make the server wait for a client that reads slowly.
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const served = server
    .connect(toServer, toClient)
    .then(() => server.close())
    .finally(() => toClient.end());
  const channel = streamChannel(toClient, toServer);
  const close = async (): Promise<void> => {
    await channel.close();
    await served;
  };
  return connect({ ...channel, close }, options);
}
