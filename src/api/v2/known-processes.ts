import { AppError } from '../../../protocol/errors.js';
import type { ClientProcess, TerminalSize } from '../../core/ports/index.js';
import { base64Problem } from './checked-params.js';

/** The processes of a client, by the names that the client gave. */
export interface KnownProcess {
  readonly process: ClientProcess;
  readonly takesInput: boolean;
  readonly hasTerminal: boolean;
  isInputClosed: boolean;
}

/** The two families do the same under different names. */
export interface Family {
  /** The beginning of the texts about its params. */
  readonly method: string;
  readonly write: string;
  readonly size: string;
  readonly what: string;
  readonly duplicate: (name: string) => string;
  readonly unknown: (name: string) => string;
}

export const COMMANDS: Family = {
  method: 'command/exec',
  write: 'command/exec/write',
  size: 'command/exec size',
  what: 'command/exec',
  duplicate: (id) => `duplicate active command/exec process id: ${JSON.stringify(id)}`,
  unknown: (id) => `no active command/exec for process id ${JSON.stringify(id)}`,
};

export const PROCESSES: Family = {
  method: 'process/spawn',
  write: 'process/writeStdin',
  size: 'process size',
  what: 'process',
  duplicate: (handle) => `duplicate active process handle: ${JSON.stringify(handle)}`,
  unknown: (handle) => `no active process for process handle ${JSON.stringify(handle)}`,
};

type Known = Map<string, KnownProcess>;

/** When a process has this many bytes of unread input, further input is refused. */
const MAX_UNREAD = 8 * 1024 * 1024;
const DEFAULT_CAP = 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 10_000;
const USUAL_SIZE: TerminalSize = { rows: 24, cols: 80 };

export function requireNew(family: Family, known: Known, name: string): void {
  if (known.has(name)) throw new AppError('process_busy', family.duplicate(name), { id: name });
}

export interface Limits {
  readonly tty?: boolean | null | undefined;
  readonly size?: TerminalSize | null | undefined;
  readonly timeoutMs?: number | null | undefined;
}

interface Channels {
  readonly streamStdin?: boolean | null | undefined;
  readonly streamStdoutStderr?: boolean | null | undefined;
}

export function checkLimits(family: Family, { tty, size, timeoutMs }: Limits): void {
  if (size != null && !tty) throw invalidParams(`${family.method} size requires tty: true`);
  if (size != null) checkSize(family, size);
  if (timeoutMs != null && timeoutMs < 0)
    throw invalidParams(`${family.method} timeoutMs must be non-negative, got ${timeoutMs}`);
}

/** How a client talks to what it runs: a terminal is written to and read while it runs. */
export const channels = ({ tty, size, streamStdin, streamStdoutStderr }: Limits & Channels) => ({
  hasStdin: tty === true || streamStdin === true,
  isStreamed: tty === true || streamStdoutStderr === true,
  terminal: tty ? (size ?? USUAL_SIZE) : undefined,
});

/** Null for no limit, undefined for the usual one. */
export const timeLimit = (given: number | null | undefined): number | undefined =>
  given === null ? undefined : (given ?? DEFAULT_TIMEOUT_MS);
export const outputCap = (given: number | null | undefined): number | undefined =>
  given === null ? undefined : (given ?? DEFAULT_CAP);

export interface Input {
  readonly deltaBase64?: string | null | undefined;
  readonly closeStdin?: boolean | null | undefined;
}

export async function write(family: Family, all: Known, name: string, input: Input): Promise<Record<string, never>> {
  const { deltaBase64, closeStdin } = input;
  if (deltaBase64 == null && !closeStdin) throw invalidParams(`${family.write} requires deltaBase64 or closeStdin`);
  const problem = base64Problem(deltaBase64 ?? '');
  if (problem !== undefined) throw invalidParams(`invalid deltaBase64: ${problem}`);
  const known = await running(family, all, name);
  const refuse = (reason: string): never => {
    throw new AppError('process_not_writable', reason, { id: name, reason });
  };
  if (!known.takesInput) refuse(`stdin streaming is not enabled for this ${family.what}`);
  if (deltaBase64 != null) {
    if (known.isInputClosed) refuse('stdin is already closed');
    const data = Buffer.from(deltaBase64, 'base64');
    const { unread } = known.process;
    if (unread > 0 && unread + data.length > MAX_UNREAD)
      refuse(`the process has not read ${unread} bytes yet: send less, or wait`);
    known.process.write(data);
  }
  if (closeStdin) {
    known.isInputClosed = true;
    known.process.closeStdin();
  }
  return {};
}

export async function resize(
  family: Family,
  all: Known,
  name: string,
  size: TerminalSize,
): Promise<Record<string, never>> {
  checkSize(family, size);
  const { process, hasTerminal } = await running(family, all, name);
  if (!hasTerminal) {
    const reason = 'failed to resize PTY: process is not attached to a PTY';
    throw new AppError('no_terminal', reason, { reason });
  }
  process.resize(size);
  return {};
}

export async function kill(family: Family, all: Known, name: string): Promise<Record<string, never>> {
  const { process } = find(family, all, name);
  process.kill();
  return {};
}

/** A process that has started; one that could not is unknown. */
async function running(family: Family, all: Known, name: string): Promise<KnownProcess> {
  const known = find(family, all, name);
  await known.process.started.catch(() => {
    throw unknown(family, name);
  });
  return find(family, all, name);
}

function find(family: Family, all: Known, name: string): KnownProcess {
  const known = all.get(name);
  if (!known) throw unknown(family, name);
  return known;
}

const unknown = (family: Family, name: string): AppError =>
  new AppError('process_not_found', family.unknown(name), { id: name });

function checkSize(family: Family, { rows, cols }: TerminalSize): void {
  if (rows === 0 || cols === 0) throw invalidParams(`${family.size} rows and cols must be greater than 0`);
}

export const invalidParams = (reason: string): AppError => new AppError('invalid_params', reason, { reason });
