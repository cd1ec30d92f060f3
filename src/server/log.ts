import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Logger, LoggerOptions } from 'pino';
import { lateModule } from '../os/late-import.js';

const loadSourcePlaces = lateModule(() => import('./source-places.js'));

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];

/** The log of the process. It never sees params, results or tokens; redaction is a second protection. */
export type Log = Record<Level, (data: object, message: string) => void> & {
  /** Whether lines of this level are written. Without this function, all levels may be written. */
  shows?(level: Level): boolean;
};

/** Levels below this one are dropped; `null` drops all. */
export type Threshold = Level | null;

/**
 * `TURNWIRE_LOG` is a level or `off`. `RUST_LOG`, which clients of the reference set, may hold directives such as
 * `codex_core=info,warn`: the lowest level counts. Unset: errors only.
 */
function thresholdFrom(env: NodeJS.ProcessEnv): Threshold {
  const text = env.TURNWIRE_LOG || env.RUST_LOG || 'error';
  const words = text.split(',').map((directive) =>
    directive
      .slice(directive.lastIndexOf('=') + 1)
      .trim()
      .toLowerCase(),
  );
  const found = LEVELS.find((level) => words.includes(level));
  if (found) return found;
  if (words.includes('off')) return null;
  if (env.TURNWIRE_LOG) {
    writeError(`turnwire: TURNWIRE_LOG=${env.TURNWIRE_LOG} names no level: use ${LEVELS.join(', ')} or off\n`);
  }
  return 'error';
}

/**
 * A log to a file descriptor, written synchronously: a buffered pino lost every line at `process.exit` and on signals. pino is loaded for the first line above
 * the threshold, because most runs log nothing.
 */
function createLog(threshold: Threshold, fd = 2): Log {
  const rank = threshold === null ? LEVELS.length : LEVELS.indexOf(threshold);
  const waiting: { level: Level; data: object; message: string; time: number }[] = [];
  let logger: Logger | undefined;
  let failed = false;

  const flushRaw = (): void => {
    for (const line of waiting.splice(0)) {
      const { data, level, message, time } = line;
      write(fd, `${JSON.stringify({ level, time, ...data, msg: message }, errorsAsText)}\n`);
    }
  };
  const load = async (): Promise<void> => {
    const { default: pino } = await import('pino'); // `default` exists in the bundle and outside of it
    const named = rank <= LEVELS.indexOf('debug') ? (await loadSourcePlaces()).withSourcePlaces : String;
    logger = pino(pinoOptions(threshold as Level), {
      write: (line: string) => write(fd, named(isatty(fd) ? readableLine(line, !process.env.NO_COLOR) : line)),
    });
    for (const { level, data, message, time } of waiting.splice(0)) logger[level]({ ...data, time }, message);
    process.off('exit', flushRaw);
  };
  const log = (level: Level, data: object, message: string): void => {
    if (LEVELS.indexOf(level) < rank) return;
    if (logger) return logger[level](data, message);
    waiting.push({ level, data, message, time: Date.now() });
    if (failed) return flushRaw();
    if (waiting.length > 1) return;
    process.once('exit', flushRaw);
    load().catch(() => {
      failed = true;
      flushRaw();
    }); // the package was replaced under a running server: further lines are written without pino
  };
  return {
    shows: (level) => LEVELS.indexOf(level) >= rank,
    trace: (data, message) => log('trace', data, message),
    debug: (data, message) => log('debug', data, message),
    info: (data, message) => log('info', data, message),
    warn: (data, message) => log('warn', data, message),
    error: (data, message) => log('error', data, message),
  };
}

/** JSON does not contain the message of an error. */
const errorsAsText = (_key: string, value: unknown): unknown =>
  value instanceof Error ? `${value.stack ?? value.message}` : value;

/** The log for the settings of the environment. At the levels `debug` and `trace`, stacks name the files and lines of the source. */
export const logFrom = (env: NodeJS.ProcessEnv): Log => createLog(thresholdFrom(env));

export const silentLog: Log = createLog(null);

function pinoOptions(level: Level): LoggerOptions {
  const secrets = ['token', 'apiKey', 'authorization', 'access_token', 'refresh_token', 'id_token'];
  return {
    level,
    base: null,
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    formatters: { level: (label) => ({ level: label }) },
  };
}

/** pino's JSON line in a form for readers: time, level, message, and the rest as it is. */
function readableLine(line: string, isColoured: boolean): string {
  const { level, time, msg, ...rest } = JSON.parse(line) as { level: string; time: number; msg: string };
  const colour = { trace: 90, debug: 36, info: 32, warn: 33, error: 31 }[level] ?? 0;
  const painted = (code: number, text: string): string => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : text);
  const tail = Object.keys(rest).length > 0 ? ` ${painted(90, JSON.stringify(rest))}` : '';
  const head = `${painted(90, new Date(time).toISOString())} ${painted(colour, level.toUpperCase().padStart(5))}`;
  return `${head} ${msg}${tail}\n`;
}

/** Writes to stderr, or drops the text: a closed stderr, or one on a full disk, must not end the server. */
export function writeError(text: string): void {
  write(2, text);
}

function write(fd: number, text: string): void {
  try {
    writeSync(fd, text);
  } catch {
    // no place is left to report it
  }
}
