import { connect, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { findHome } from '../../config/home.js';
import { defaultSocket, usageError } from '../listen/address.js';

export interface ConnectAddress {
  readonly url: string;
  /** The way to the server, when it is not the network. */
  readonly createConnection?: () => Socket;
  /** For people, and for `--listen`. */
  readonly shown: string;
}

/** Reads the address of a running server. Throws an error with the name `UsageError` for one that is none. */
export function connectAddress(text: string, env: NodeJS.ProcessEnv, cwd: string): ConnectAddress {
  if (text.startsWith('unix://')) {
    const named = text.slice('unix://'.length);
    const path = named === '' ? defaultSocket(findHome(env)) : resolve(cwd, named);
    const shown = named === '' ? 'unix://' : `unix://${path}`;
    return { url: 'ws://localhost/', createConnection: () => connect(path), shown };
  }
  if (/^wss?:\/\/[^/]/.test(text) && URL.canParse(text)) return { url: text, shown: text };
  const expected = 'expected `unix://`, `unix://PATH`, or `ws://HOST:PORT`';
  throw usageError(`\`${text}\` is no address of a server; ${expected}`, 'connect');
}
