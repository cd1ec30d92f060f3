import { AppError } from '../../protocol/errors.js';
import { Hub } from '../server/hub.js';
import { Identity } from '../server/identity.js';
import { launch } from '../server/launch.js';
import { createLog, thresholdFrom, writeError } from '../server/log.js';
import type { Server } from '../server/server.js';
import { StdioTransport } from '../transports/stdio.js';

/** `turnwire app-server`: one client on stdin and stdout, until its end of input or a signal. */
export async function serveStdio(args: readonly string[]): Promise<void> {
  const overrides = readArguments(args);
  const log = createLog(thresholdFrom(process.env));
  const identity = new Identity(process.env, (message) => log.warn({}, message));
  const load = async (): Promise<Server> => {
    const { loadServer } = await import('../server/load-server.js');
    return loadServer({ overrides, identity: hub.identity, log, cwd: process.cwd(), env: process.env });
  };
  const explain = (e: Error): never => {
    const expected = e.name === 'ConfigError';
    writeError(`Error: ${expected ? e.message : e.stack}\n`);
    throw new AppError('startup_failed', e.message, { reason: e.message });
  };
  const hub: Hub = new Hub({ identity, log, load: () => load().catch(explain) });
  const { end, closed } = launch(hub, new StdioTransport(process.stdin, process.stdout));
  endOnSignal(end);
  endOnDefect(hub, end);
  process.exit(await closed);
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

function readArguments(args: readonly string[]): string[] {
  const overrides: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '-c' || arg === '--config') {
      const value = args[++i];
      if (value === undefined) usageError(`${arg} needs key=value`);
      overrides.push(value as string);
    } else if (arg.startsWith('--config=')) overrides.push(arg.slice('--config='.length));
    else if (arg.startsWith('-c') && arg.length > 2) overrides.push(arg.slice(2));
    else usageError(`unknown argument ${arg}`);
  }
  return overrides;
}

function usageError(message: string): never {
  writeError(`turnwire app-server: ${message}\n`);
  process.exit(2);
}
