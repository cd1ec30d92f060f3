import { join, resolve } from 'node:path';

/** Where a server takes clients. */
export type ListenAddress = { readonly kind: 'stdio' } | { readonly kind: 'unix'; readonly path: string };

const EXPECTED = 'expected `stdio://`, `unix://`, `unix://PATH`, `ws://IP:PORT`, or `off`';

/** The socket in the home, where clients look for a server. */
export const defaultSocket = (home: string): string => join(home, 'app-server-control', 'app-server-control.sock');

/** Reads the values of `--listen`. Throws an error with the name `UsageError` for one that is no address. */
export function readAddresses(urls: readonly string[], home: string, cwd: string): ListenAddress[] {
  if (urls.includes('off')) throw new Error('no transport configured; use --listen');
  return urls.map((url) => readAddress(url, home, cwd));
}

function readAddress(url: string, home: string, cwd: string): ListenAddress {
  if (url === 'stdio://') return { kind: 'stdio' };
  if (url === 'unix://') return { kind: 'unix', path: defaultSocket(home) };
  if (url.startsWith('unix://')) return { kind: 'unix', path: resolve(cwd, url.slice('unix://'.length)) };
  throw usageError(`unsupported --listen URL \`${url}\`; ${EXPECTED}`);
}

const usageError = (message: string): Error => Object.assign(new Error(message), { name: 'UsageError' });
