import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { serverAddress } from '../../clients/library/socket/address.js';
import { bridge } from '../server/commands/bridge.js';
import { readArguments, UsageError } from './arguments.js';
import { CONNECT } from './table/machine.js';

/** `turnwire connect`: connects a program that can only start a server with a running one. */
export async function connect(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(CONNECT, args);
  const [address = 'unix://'] = positionals;
  const server = serverAddress(address);
  if (server === undefined) {
    const expected = 'expected `unix://`, `unix://PATH`, or `ws://HOST:PORT`';
    throw new UsageError(CONNECT.name, `\`${address}\` is no address of a server; ${expected}`);
  }
  const file = values['token-file'];
  const token = file === undefined ? undefined : readToken(resolve(file));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => process.exit(0));
  await bridge({ server, token, input: process.stdin, output: process.stdout });
  return 0;
}

function readToken(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (e) {
    throw new Error(`the token cannot be read: ${(e as Error).message}`);
  }
}
