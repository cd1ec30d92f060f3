import { setReadAhead } from '../os/late-import.js';
import { isPlainServer, serve } from './app-server.js';
import { commandFirst } from './arguments.js';
import { printVersion } from './output.js';
import { runCommand } from './run-command.js';

/** What loads the files of the program. */
interface Loader {
  /** Reads the files that a server has not loaded yet. */
  readonly readAhead: () => void;
}

/** Code that must start fast is in this file. The table of commands, the help, and all other commands are loaded by `dispatch.ts`. */
export function main(args: readonly string[], { readAhead }: Loader): void {
  setReadAhead(readAhead);
  const words = commandFirst(args);
  const [command, ...rest] = words;
  if (command === 'app-server' && isPlainServer(rest)) void runCommand(() => serve(rest));
  else if (command === '--version' || command === '-V') printVersion(true);
  else void runCommand(async () => (await import('./dispatch.js')).dispatch(words));
}
