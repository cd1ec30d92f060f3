// `turnwire/client/socket`: the client library with a server that runs already.
import { type Client, type ClientOptions, open } from '../client.js';
import type { RestartOptions } from '../restart.js';
import { serverAddress } from './address.js';
import { socketChannel } from './channel.js';

/** Milliseconds in which a server that has ended may be there again. */
const BACK_WITHIN_MS = 10_000;

export interface ConnectOptions extends ClientOptions {
  /** `unix://` (the socket in the home), `unix://PATH`, `ws://HOST:PORT` or `wss://HOST:PORT`. Default: `unix://`. */
  readonly url?: string | undefined;
  /** The token that the server requires from clients of a websocket. */
  readonly token?: string | undefined;
  /** The home of the server, for `unix://`. Default: `$CODEX_HOME`, or `~/.codex`. */
  readonly home?: string | undefined;
  /** Connects again when the connection ends before `close`, and loads the threads there. Default: false. */
  readonly restart?: boolean | RestartOptions | undefined;
}

/** Connects to a server that listens on a socket. The client is the same as that of `spawnServer`; `close` leaves the server running. */
export async function connectServer(options: ConnectOptions): Promise<Client> {
  const { url = 'unix://', token, home } = options;
  const address = serverAddress(url, home);
  if (address === undefined)
    throw new Error(
      `\`${url}\` is no address of a server; expected \`unix://\`, \`unix://PATH\`, or \`ws://HOST:PORT\``,
    );
  let isFirst = true;
  const start = () => {
    const patienceMs = isFirst ? 0 : BACK_WITHIN_MS;
    isFirst = false;
    return socketChannel({ address, token, patienceMs });
  };
  return open(start, options, options.restart);
}
