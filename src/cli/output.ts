import { visible } from '../../clients/terminal/visible.js';
import { PROTOCOL_LEVEL, VERSION } from '../server/identity.js';

/** The exit code of a command whose reader has gone, the same as for a program that SIGPIPE has ended. */
export const UNREAD = 141;

let lost: NodeJS.ErrnoException | undefined;
const unread = new AbortController();
/** Aborted when stdout cannot be written any more, usually because its reader, such as `head`, has ended. */
export const outputUnread: AbortSignal = unread.signal;

/** Why stdout cannot be written. */
export const lostOutput = (): NodeJS.ErrnoException | undefined => lost;

/** From now on, output that nobody can read is dropped. A server does not do this: it learns from its stream that its client has gone. */
export function guardOutput(): void {
  process.stdout.on('error', (error) => {
    lost ??= error;
    unread.abort();
  });
  // Progress that nobody reads is no reason to end.
  process.stderr.on('error', () => {});
}

/** Resolves when all earlier output has left the process, or is lost. */
export const outputWritten = (): Promise<void> => new Promise((resolve) => process.stdout.write('', () => resolve()));

/** For a command that waits and has nothing to clean up. */
export function endWhenUnread(): void {
  outputUnread.addEventListener('abort', () => process.exit(UNREAD));
}

/** A line for people. Texts from files of the home must not control their terminal. */
export const say = (text: string): void => void process.stdout.write(`${visible(text)}\n`);

/** For programs: one JSON value, unchanged. */
export const sayJson = (value: unknown, indent?: number): void =>
  void process.stdout.write(`${JSON.stringify(value, null, indent)}\n`);

/** Clients read the form of `--version` and refuse others (C464). */
export function printVersion(ofProtocol: boolean): number {
  guardOutput();
  const protocol = `codex-cli ${PROTOCOL_LEVEL}`;
  say(ofProtocol ? protocol : `turnwire ${VERSION} (serves the protocol of ${protocol})`);
  return 0;
}
