import { connect, type Socket } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where a server that runs can be reached. */
export interface ServerAddress {
  /** For the websocket. */
  readonly url: string;
  /** The way to the server, when it is not the network. */
  readonly createConnection?: () => Socket;
  /** For people, and for `--listen`. */
  readonly shown: string;
}

/**
 * Reads `unix://` (the socket in the home), `unix://PATH`, `ws://HOST:PORT` or `wss://HOST:PORT`. Undefined for anything else. `home`: that of the server;
 * default: `$CODEX_HOME`, or `~/.codex`.
 */
export function serverAddress(text: string, home?: string): ServerAddress | undefined {
  if (text.startsWith('unix://')) {
    const named = text.slice('unix://'.length);
    const path = named === '' ? defaultSocket(home) : resolve(named);
    const shown = named === '' ? 'unix://' : `unix://${path}`;
    return { url: 'ws://localhost/', createConnection: () => connect(path), shown };
  }
  return /^wss?:\/\/[^/]/.test(text) && URL.canParse(text) ? { url: text, shown: text } : undefined;
}

function defaultSocket(home = process.env.CODEX_HOME || join(homedir(), '.codex')): string {
  return join(home, 'app-server-control', 'app-server-control.sock');
}
