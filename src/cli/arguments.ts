import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearestWord } from '../os/nearest-word.js';
import { HELP, type OptionSpec, type Spec } from './spec.js';

/** A command line that cannot be read. The message says how it should be. */
export class UsageError extends Error {
  override name = 'UsageError';
  /** The words of the command, for the hint at its help. */
  readonly command: string;

  constructor(command: string, message: string) {
    super(message);
    this.command = command;
  }
}

/** Options that may also be before the command. These have a value; the others have none. */
const WITH_VALUE = ['-c', '--config', '--enable', '--disable'];
const WITHOUT_VALUE = ['--strict-config', '--oss'];

/** Moves options from before the command to behind it. Any other word counts as the command. */
export function commandFirst(args: readonly string[]): readonly string[] {
  let at = 0;
  for (let word = args[0]; word !== undefined; word = args[at]) {
    const isWhole = WITHOUT_VALUE.includes(word) || /^(-c.|--(config|enable|disable)=)/.test(word);
    if (isWhole) at += 1;
    else if (WITH_VALUE.includes(word) && args[at + 1] !== undefined) at += 2;
    else break;
  }
  return at === 0 ? args : [...args.slice(at, at + 1), ...args.slice(0, at), ...args.slice(at + 1)];
}

type ValueOf<O extends OptionSpec> = O['type'] extends 'boolean'
  ? true
  : O extends { readonly choices: readonly (infer C)[] }
    ? C
    : string;
export type Values<O extends Readonly<Record<string, OptionSpec>>> = {
  readonly [K in keyof O]?: O[K] extends { readonly multiple: true } ? readonly ValueOf<O[K]>[] : ValueOf<O[K]>;
} & { readonly help?: true };

export interface Arguments<S extends Spec> {
  readonly values: Values<S['options']>;
  readonly positionals: readonly string[];
  /** Those of `CONFIG_OPTIONS`, each as `key=value`. */
  readonly overrides: readonly string[];
}

/** Reads the words behind a command by its spec; throws `UsageError`. With `--help` nothing else is checked. */
export function readArguments<const S extends Spec>(spec: S, args: readonly string[]): Arguments<S> {
  const own = ownWords(spec, args);
  const rest = args.slice(own.length + (args[own.length] === '--' ? 1 : 0));
  const tokens = tokensOf(own, spec.options);
  const values: Record<string, string | true | (string | true)[]> = {};
  const wantsHelp = tokens.some((token) => token.kind === 'option' && token.name === 'help');
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (!wantsHelp) checkOption(spec, token);
    const value = token.value ?? true;
    const list = spec.options[token.name]?.multiple ? ((values[token.name] ?? []) as (string | true)[]) : undefined;
    values[token.name] = list ? [...list, value] : value;
  }
  const positionals = [...tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])), ...rest];
  if (!wantsHelp) checkCount(spec, positionals);
  return { values: values as Values<S['options']>, positionals, overrides: tokens.flatMap(overrideOf) };
}

interface OptionToken {
  readonly kind: 'option';
  readonly name: string;
  /** As it was typed: short or long. */
  readonly rawName: string;
  readonly value?: string | undefined;
  /** The value stands behind an equals sign. */
  readonly inlineValue?: boolean | undefined;
  readonly index: number;
}
type Token =
  | OptionToken
  | { readonly kind: 'positional'; readonly index: number; readonly value: string }
  | { readonly kind: 'option-terminator'; readonly index: number };

/** The words of a command line, each with its place; nothing is checked. */
export function tokensOf(args: readonly string[], options: Spec['options']): readonly Token[] {
  const config: ParseArgsConfig = { args: [...args], options: { ...options, ...HELP }, allowPositionals: true };
  return parseArgs({ ...config, strict: false, tokens: true }).tokens;
}

function checkOption(spec: Spec, { name, rawName, value, inlineValue }: OptionToken): void {
  const wrong = (message: string): UsageError => new UsageError(spec.name, message);
  const known = Object.hasOwn(spec.options, name) ? spec.options[name] : undefined;
  if (known === undefined) throw wrong(unknownOption(spec, rawName));
  if (known.instead !== undefined) throw wrong(`option '${rawName}' of codex does not exist here: ${known.instead}`);
  if (known.type === 'boolean') {
    if (value !== undefined) throw wrong(`option '--${name}' takes no value`);
    return;
  }
  if (value === undefined) throw wrong(`option '${rawName}' needs a value: <${known.value ?? 'value'}>`);
  // Usually the value was forgotten, and this is the next option.
  if (!inlineValue && value.length > 1 && value.startsWith('-'))
    throw wrong(`option '${rawName}' needs a value; for the value ${value}, write --${name}=${value}`);
  if (known.choices && !known.choices.includes(value)) {
    const near = nearestWord(value, known.choices);
    throw wrong(
      `option '${rawName}' is ${inWords(known.choices)}, not '${value}'${near ? `; did you mean '${near}'?` : ''}`,
    );
  }
}

function unknownOption({ options }: Spec, rawName: string): string {
  const names = Object.keys({ ...options, ...HELP }).map((name) => `--${name}`);
  const near = rawName.startsWith('--') ? nearestWord(rawName, names) : undefined;
  if (near) return `unknown option '${rawName}'; did you mean '${near}'?`;
  return rawName.startsWith('--')
    ? `unknown option '${rawName}'`
    : `unknown option '${rawName}'; an argument that begins with a dash stands behind --`;
}

function checkCount({ name, arguments: wanted = [], choices, commands = [] }: Spec, given: readonly string[]): void {
  const missing = wanted.find((word, i) => word.startsWith('<') && given[i] === undefined);
  if (missing !== undefined) throw new UsageError(name, `${missing} is missing`);
  const [first = ''] = given;
  if (choices && !choices.includes(first))
    throw new UsageError(name, `${wanted[0]} is ${inWords(choices)}, not '${first}'`);
  const more = given[wanted.length];
  if (more === undefined || wanted.at(-1)?.endsWith('...')) return;
  const near = nearestWord(
    more,
    commands.map((command) => command.name.slice(name.length + 1)),
  );
  throw new UsageError(name, `unexpected argument '${more}'${near ? `; did you mean '${near}'?` : ''}`);
}

/** The words up to those of another program. */
function ownWords(spec: Spec, args: readonly string[]): readonly string[] {
  if (!spec.takesCommand) return args;
  const tokens = tokensOf(args, spec.options);
  const terminator = tokens.find(({ kind }) => kind === 'option-terminator');
  const second = tokens.filter(({ kind }) => kind === 'positional')[1];
  return args.slice(0, Math.min(terminator?.index ?? args.length, second?.index ?? args.length));
}

function overrideOf(token: Token): string[] {
  if (token.kind !== 'option' || token.value === undefined) return [];
  if (token.name === 'config') return [token.value];
  if (token.name === 'enable') return [`features.${token.value}=true`];
  return token.name === 'disable' ? [`features.${token.value}=false`] : [];
}

const inWords = (words: readonly string[]): string =>
  words.length < 2 ? `${words[0]}` : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** The paths of `--image`. */
export const imagesOf = (given: readonly string[] = []): string[] =>
  given.flatMap((paths) => paths.split(',')).map((path) => resolve(path));
