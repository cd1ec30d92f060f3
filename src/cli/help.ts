import { HELP, type OptionSpec, type Spec } from './spec.js';

const ENVIRONMENT = `Environment:
  CODEX_HOME      Where config.toml, auth.json and the conversations lie (default: ~/.codex)
  TURNWIRE_LOG    trace, debug, info, warn, error (default) or off; the log goes to stderr
  NO_COLOR        Any value: no colours`;

/** The column at which descriptions begin, at most. */
const INDENT = 34;

/** The text of `--help`, in lines of at most `width` characters. */
export function helpOf(spec: Spec, width: number): string {
  const commands = spec.commands?.filter(({ isHidden }) => !isHidden) ?? [];
  const options = Object.entries({ ...spec.options, ...HELP } as Spec['options']).filter(([, { help }]) => help);
  return [
    usageOf(spec).join('\n'),
    wrapped(`${spec.summary}.`, width),
    ...(spec.about ? [wrapped(spec.about, width)] : []),
    ...(commands.length > 0 ? [section('Commands', commands.map(commandRow), width)] : []),
    section('Options', options.map(optionRow), width),
    ...(spec.name === '' ? [ENVIRONMENT, "'turnwire <command> --help' says more about a command."] : []),
  ].join('\n\n');
}

/** The forms in which a command can be called. */
function usageOf({ name, usage, arguments: words = [], isGroup, commands }: Spec): string[] {
  const forms = [
    ...(usage ?? (isGroup ? [] : [['[options]', ...words].join(' ')])),
    ...(commands ? ['<command> [options]'] : []),
  ];
  return forms.map((form, i) => `${i === 0 ? 'Usage:' : '      '} turnwire ${name === '' ? '' : `${name} `}${form}`);
}

const commandRow = ({ name, summary }: Spec): [string, string] => [name.split(' ').at(-1) as string, summary];

function optionRow([name, { short, value, help = '', choices }]: [string, OptionSpec]): [string, string] {
  const names = `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value}>` : ''}`;
  return [names, choices ? `${help}: ${choices.join(', ')}` : help];
}

function section(title: string, rows: readonly (readonly [string, string])[], width: number): string {
  const indent = Math.min(INDENT, Math.max(...rows.map(([name]) => name.length)) + 4);
  const lines = rows.map(([name, text]) => {
    const body = wrapped(text, Math.max(20, width - indent)).replaceAll('\n', `\n${' '.repeat(indent)}`);
    const head = `  ${name}`;
    return head.length + 2 > indent ? `${head}\n${' '.repeat(indent)}${body}` : `${head.padEnd(indent)}${body}`;
  });
  return `${title}:\n${lines.join('\n')}`;
}

/** Broken between words. */
export function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
