import { isIP } from 'node:net';
import { join, resolve } from 'node:path';

/** Where a server accepts clients. */
export type ListenAddress =
  | { readonly kind: 'stdio' }
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'webSocket'; readonly host: string; readonly port: number };

const EXPECTED = 'expected `stdio://`, `unix://`, `unix://PATH`, `ws://IP:PORT`, or `off`';

/** The socket in the home, where clients look for a server. */
export const defaultSocket = (home: string): string => join(home, 'app-server-control', 'app-server-control.sock');

/** Reads the values of `--listen`, each once. Throws an error with the name `UsageError` for one that is no address. */
export function readAddresses(urls: readonly string[], home: string, cwd: string): ListenAddress[] {
  const addresses = urls.filter((url) => url !== 'off').map((url) => readAddress(url, home, cwd));
  if (addresses.length < urls.length) throw new Error('no transport configured; use --listen stdio://');
  const keys = addresses.map((address) => JSON.stringify(address));
  return addresses.filter((_, i) => keys.indexOf(keys[i] as string) === i);
}

function readAddress(url: string, home: string, cwd: string): ListenAddress {
  if (url === 'stdio://') return { kind: 'stdio' };
  if (url === 'unix://') return { kind: 'unix', path: defaultSocket(home) };
  if (url.startsWith('unix://')) return { kind: 'unix', path: resolve(cwd, url.slice('unix://'.length)) };
  if (url.startsWith('ws://')) return webSocketAddress(url);
  throw usageError(`unsupported --listen URL \`${url}\`; ${EXPECTED}`);
}

function webSocketAddress(url: string): ListenAddress {
  const [, v6, v4, port] = /^ws:\/\/(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})$/.exec(url) ?? [];
  const isAddress = v6 === undefined ? isIP(v4 ?? '') === 4 : isIP(v6) === 6;
  if (!isAddress || Number(port) > 65535)
    throw usageError(`invalid websocket --listen URL \`${url}\`; expected \`ws://IP:PORT\``);
  return { kind: 'webSocket', host: v6 ?? (v4 as string), port: Number(port) };
}

/** Only processes of this machine can reach it. */
export const isLoopback = (host: string): boolean => host.startsWith('127.') || host === '::1';

/** `127.0.0.1:80`, `[::1]:80`. */
export const shownAuthority = (host: string, port: number): string =>
  isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;

/** An error that the command line prints with exit code 2. */
export const usageError = (message: string): Error =>
  Object.assign(new Error(message), { name: 'UsageError', command: 'app-server' });
