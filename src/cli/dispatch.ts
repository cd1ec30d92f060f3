import { nearestWord } from '../os/nearest-word.js';
import { launchInProcess } from '../server/launch-in-process.js';
import { serve } from './app-server.js';
import { readArguments, tokensOf, UsageError } from './arguments.js';
import { helpOf } from './help.js';
import { guardOutput, lostOutput, outputWritten, printVersion, say, UNREAD } from './output.js';
import type { OptionSpec, Spec } from './spec.js';
import { TABLE } from './table/index.js';

type Run = (args: readonly string[]) => Promise<number> | number;

/** The code of each command; loaded when it runs. */
const RUN: Readonly<Record<string, Run>> = {
  '': nothing,
  'app-server': serve,
  'app-server generate-ts': async (args) => (await import('./generate.js')).generateTs(args),
  'app-server generate-json-schema': async (args) => (await import('./generate.js')).generateJsonSchema(args),
  connect: async (args) => (await import('./connect.js')).connect(args),
  chat: async (args) => (await import('./chat.js')).chat(args, launchInProcess),
  resume: async (args) => (await import('./chat.js')).resume(args, launchInProcess),
  fork: async (args) => (await import('./chat.js')).fork(args, launchInProcess),
  exec: async (args) => (await import('./exec.js')).exec(args, launchInProcess),
  'exec resume': async (args) => (await import('./exec.js')).resume(args, launchInProcess),
  'exec fork': async (args) => (await import('./exec.js')).fork(args, launchInProcess),
  'exec review': async (args) => (await import('./exec.js')).review(args, launchInProcess),
  list: async (args) => (await import('./conversations.js')).list(args, launchInProcess),
  show: async (args) => (await import('./conversations.js')).show(args, launchInProcess),
  rename: async (args) => (await import('./conversations.js')).rename(args, launchInProcess),
  archive: async (args) => (await import('./conversations.js')).archive(args, launchInProcess),
  unarchive: async (args) => (await import('./conversations.js')).unarchive(args, launchInProcess),
  delete: async (args) => (await import('./conversations.js')).remove(args, launchInProcess),
  login: async (args) => (await import('./account.js')).login(args),
  'login status': async (args) => (await import('./account.js')).status(args),
  logout: async (args) => (await import('./account.js')).logout(args),
  'mcp list': async (args) => (await import('./mcp.js')).list(args),
  'mcp get': async (args) => (await import('./mcp.js')).get(args),
  'mcp add': async (args) => (await import('./mcp-config.js')).add(args),
  'mcp remove': async (args) => (await import('./mcp-config.js')).remove(args),
  'mcp login': async (args) => (await import('./mcp.js')).login(args),
  'mcp logout': async (args) => (await import('./mcp.js')).logout(args),
  doctor: async (args) => (await import('./doctor.js')).doctor(args),
  'debug models': async (args) => (await import('./debug-models.js')).debugModels(args),
  completion: async (args) => (await import('./completion.js')).completion(args),
  shim: async (args) => (await import('./shim.js')).shim(args),
  version: () => printVersion(false),
};

/** Every command but a plain `app-server`: finds it in the table, prints its help when that is asked for, and runs it. */
export async function dispatch(words: readonly string[]): Promise<number> {
  guardOutput();
  try {
    const code = await run(words);
    await outputWritten();
    return lostOutput() ? outputLost() : code;
  } catch (e) {
    if (lostOutput()?.code === 'EPIPE') return UNREAD;
    throw e;
  }
}

function run(words: readonly string[]): Promise<number> | number {
  const { spec, args } = find(isForChat(words) ? ['chat', ...words] : words);
  // Read here too, so that every command refuses what it does not know.
  if (readArguments(spec, args).values.help) return printHelp(spec);
  const command = RUN[spec.name];
  if (command === undefined) throw missingCommand(spec, args);
  return command(args);
}

/** On a terminal, no command at all is a chat, and a word with spaces in it is its first prompt. */
function isForChat(words: readonly string[]): boolean {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const tokens = tokensOf(words, allOptions(TABLE));
  if (tokens.some((token) => token.kind === 'option' && (token.name === 'help' || token.name === 'version')))
    return false;
  const first = tokens.find(({ kind }) => kind === 'positional');
  return first === undefined || (first.kind === 'positional' && /\s/.test(first.value));
}

/** A reader that has stopped reading gets no message. */
function outputLost(): number {
  const lost = lostOutput();
  if (lost?.code === 'EPIPE') return UNREAD;
  throw new Error(`the output cannot be written: ${lost?.message}`);
}

/** No command at all. */
function nothing(args: readonly string[]): number {
  const { values } = readArguments(TABLE, args);
  if (values.version) return printVersion(true);
  process.stderr.write(`${helpOf(TABLE, width(process.stderr))}\n`);
  return 2;
}

interface Found {
  readonly spec: Spec;
  /** The words for the command, also options before its name. */
  readonly args: readonly string[];
}

function find(words: readonly string[]): Found {
  let found: Found = { spec: TABLE, args: words };
  for (;;) {
    const next = below(found);
    if (next === undefined) return found;
    found = next;
  }
}

/** The sub-command that the first word names, options aside. */
function below({ spec, args }: Found): Found | undefined {
  const tokens = tokensOf(args, allOptions(spec));
  const first = tokens.find(({ kind }) => kind !== 'option');
  if (first?.kind !== 'positional') return undefined;
  const without = [...args.slice(0, first.index), ...args.slice(first.index + 1)];
  if (first.value === 'help' && spec.commands) return { spec, args: [...without, '--help'] };
  const sub = spec.commands?.find(
    ({ name, aliases }) => lastWord(name) === first.value || aliases?.includes(first.value),
  );
  if (sub === undefined) {
    if (!spec.isGroup) return undefined;
    throw missingCommand(spec, args);
  }
  return { spec: sub, args: without };
}

/** The options of the command, and of the commands below it: these may be before the name. */
const allOptions = ({ options, commands = [] }: Spec): Record<string, OptionSpec> =>
  Object.assign({}, ...commands.map(allOptions), options);

function missingCommand(spec: Spec, args: readonly string[]): UsageError {
  const names = (spec.commands ?? []).filter(({ isHidden }) => !isHidden).map(({ name }) => lastWord(name));
  const typed = tokensOf(args, allOptions(spec)).find(({ kind }) => kind === 'positional') as
    | { value: string }
    | undefined;
  if (typed === undefined) return new UsageError(spec.name, `${spec.name} needs a command: ${names.join(', ')}`);
  const near = nearestWord(typed.value, names);
  const what = `unknown command '${[spec.name, typed.value].filter(Boolean).join(' ')}'`;
  return new UsageError(spec.name, `${what}${near ? `; did you mean '${near}'?` : ''}`);
}

function printHelp(spec: Spec): number {
  say(helpOf(spec, width(process.stdout)));
  return 0;
}

const width = ({ columns }: NodeJS.WriteStream): number => Math.min(Math.max(columns || 100, 40), 120);

const lastWord = (name: string): string => name.slice(name.lastIndexOf(' ') + 1);
