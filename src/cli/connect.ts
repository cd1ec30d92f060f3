import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bridge } from '../server/commands/bridge.js';
import { connectTo } from '../server/commands/connect-address.js';
import { readArguments, UsageError } from './arguments.js';

const USAGE = 'Usage: turnwire connect [unix://[path] | ws://host:port] [--token-file file]';
const OPTIONS = { 'token-file': { type: 'string' } } as const;

/** `turnwire connect`: lets a program that can only start a server take part in one that runs. */
export async function connect(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS, USAGE);
  const [url = 'unix://', ...more] = positionals;
  if (more.length > 0) throw new UsageError(`Unexpected argument '${more[0]}'\n${USAGE}`);
  const { url: place, shown } = connectTo(url, process.env, process.cwd());
  const file = values['token-file'];
  const token = file === undefined ? undefined : readToken(resolve(file));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => process.exit(0));
  await bridge({ url: place, shown, token, input: process.stdin, output: process.stdout });
  return 0;
}

function readToken(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (e) {
    throw new Error(`the token cannot be read: ${(e as Error).message}`);
  }
}
