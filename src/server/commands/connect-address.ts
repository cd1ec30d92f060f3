import { resolve } from 'node:path';
import { findHome } from '../../config/home.js';
import { defaultSocket, usageError } from '../listen/address.js';

export interface ConnectAddress {
  /** For the library of websockets. */
  readonly url: string;
  /** For people, and for `--listen`. */
  readonly shown: string;
}

/** Reads the address of a running server. Throws an error with the name `UsageError` for one that is none. */
export function connectTo(text: string, env: NodeJS.ProcessEnv, cwd: string): ConnectAddress {
  if (text.startsWith('unix://')) {
    const named = text.slice('unix://'.length);
    const path = named === '' ? defaultSocket(findHome(env)) : resolve(cwd, named);
    // The library reads what follows a colon as the path of the request.
    if (/[:?#]/.test(path)) throw usageError(`the path of a socket must not have ":", "?" or "#": ${path}`);
    return { url: `ws+unix:${path}:/`, shown: named === '' ? 'unix://' : `unix://${path}` };
  }
  if (/^wss?:\/\/[^/]/.test(text) && URL.canParse(text)) return { url: text, shown: text };
  throw usageError(`no address of a server: \`${text}\`; expected \`unix://\`, \`unix://PATH\`, or \`ws://HOST:PORT\``);
}
