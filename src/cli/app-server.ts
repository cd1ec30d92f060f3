import { AppError } from '../../protocol/errors.js';
import { Identity } from '../server/identity.js';
import { launch } from '../server/launch.js';
import { createLog, thresholdFrom } from '../server/log.js';

/** `turnwire app-server`: one client on stdin and stdout, until its end of input or a signal. */
export async function serveStdio(args: readonly string[]): Promise<void> {
  const overrides = readArguments(args);
  const log = createLog(thresholdFrom(process.env));
  const identity = new Identity(process.env, (message) => log.warn({}, message));
  const load = async () => {
    const { loadServer } = await import('../server/load-server.js');
    return loadServer({ overrides, identity, log, cwd: process.cwd(), env: process.env });
  };
  const explain = (e: Error): never => {
    const expected = e.name === 'ConfigError';
    process.stderr.write(`Error: ${expected ? e.message : e.stack}\n`);
    throw new AppError('startup_failed', e.message, { reason: e.message });
  };
  const { end, closed } = launch({
    input: process.stdin,
    output: process.stdout,
    identity,
    log,
    load: () => load().catch(explain),
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => void end().then(() => process.exit(0)));
  }
  process.exit(await closed);
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
  process.stderr.write(`turnwire app-server: ${message}\n`);
  process.exit(2);
}
