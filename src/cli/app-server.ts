import type { Hub } from '../server/hub.js';
import { launch } from '../server/launch.js';
import { createHub, stdioTransport } from '../server/launch-stdio.js';
import type { AuthOptions } from '../server/listen/auth.js';
import type { ListenOptions } from '../server/listen/listen.js';
import { writeError } from '../server/log.js';
import { readArguments, UsageError } from './arguments.js';
import { APP_SERVER } from './table/app-server.js';

/** `turnwire app-server`: one client on stdin and stdout until its end of input, or clients of sockets; a signal ends it. */
export async function serve(args: readonly string[]): Promise<number> {
  const { overrides, listen, record, replay } = readOptions(args);
  if (replay !== undefined) return (await import('./recordings.js')).replay(replay);
  const wrap = record === undefined ? undefined : (await import('./recordings.js')).recorder(record);
  const stdio = () => wrap?.(stdioTransport()) ?? stdioTransport();
  const hub = createHub(overrides, listen !== undefined);
  if (listen === undefined && process.stdin.isTTY) writeError(BY_HAND);
  const { end, closed } =
    listen === undefined
      ? launch(hub, stdio())
      : await (await import('../server/listen/listen.js')).listen({ hub, stdio, ...listen });
  endOnSignal(end);
  endOnDefect(hub, end);
  return closed;
}

const BY_HAND = `This is the server for editors: it reads JSON messages from stdin, one a line, and answers on stdout.
Ctrl-D or Ctrl-C ends it. 'turnwire --help' lists the commands for people.
`;

/** Whether the command line can be served as it is: it names no other command, asks for no help, and has no mistake. */
export function isPlainServer(args: readonly string[]): boolean {
  if (args.length === 0) return true;
  try {
    return !readArguments(APP_SERVER, args).values.help;
  } catch {
    return false;
  }
}

/** A signal that comes while the server ends changes nothing. */
function endOnSignal(end: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => void end().then(() => process.exit(0)));
  }
}

/** The last resort: after a defect that nothing has caught, turns and children end, it is recorded, and the client learns why. */
function endOnDefect(hub: Hub, end: () => Promise<void>): void {
  const onDefect = (error: unknown): void => {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    writeError(`turnwire: a defect ends the server: ${stack ?? message}\n`);
    hub.notify('turnwire/diagnostics', { level: 'error', message: `A defect ends the server: ${message}` });
    void end().then(() => process.exit(1));
  };
  process.on('uncaughtException', onDefect);
  process.on('unhandledRejection', onDefect);
}

interface Wanted {
  readonly overrides: readonly string[];
  /** Where clients come from, and who may; undefined: from stdio alone. */
  readonly listen?: Pick<ListenOptions, 'urls' | 'auth'> | undefined;
  /** Paths of recordings. */
  readonly record?: string | undefined;
  readonly replay?: string | undefined;
}

/** Without arguments, as most editors start it, no parser is loaded. */
function readOptions(args: readonly string[]): Wanted {
  if (args.length === 0) return { overrides: [] };
  const { values, overrides } = readArguments(APP_SERVER, args);
  const { oss, stdio, listen, record, replay, ...auth } = values;
  if (record !== undefined && replay !== undefined)
    throw new UsageError(APP_SERVER.name, '--record and --replay exclude each other');
  if ((record ?? replay) !== undefined && listen?.some((url) => url !== 'stdio://'))
    throw new UsageError(APP_SERVER.name, '--record and --replay are for stdio alone, without other places to listen');
  return {
    overrides: oss ? ['model_provider="oss"', ...overrides] : overrides,
    listen: readListen(listen, stdio, auth),
    record,
    replay,
  };
}

/** Nothing is loaded for a server that serves stdio alone. */
function readListen(listen: readonly string[] = [], stdio = false, auth: AuthOptions = {}): Wanted['listen'] {
  const urls = stdio ? ['stdio://', ...listen] : listen;
  const hasAuth = Object.keys(auth).some((name) => name.startsWith('ws-'));
  return hasAuth || urls.some((url) => url !== 'stdio://') ? { urls, auth } : undefined;
}
