import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bridge } from '../server/commands/bridge.js';
import { connectAddress } from '../server/commands/connect-address.js';
import { readArguments } from './arguments.js';
import { CONNECT } from './table/connect.js';

/** `turnwire connect`: lets a program that can only start a server take part in one that runs. */
export async function connect(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(CONNECT, args);
  const server = connectAddress(positionals[0] ?? 'unix://', process.env, process.cwd());
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
