import { readArguments } from './arguments.js';
import { say } from './output.js';
import { HELP, type OptionSpec, type Spec } from './spec.js';
import { UNARCHIVE } from './table/conversations.js';
import { TABLE } from './table/index.js';
import { COMPLETION } from './table/machine.js';

/** `turnwire completion`: a script that a shell reads; made from the table of commands. */
export function completion(args: readonly string[]): number {
  const [shell = ''] = readArguments(COMPLETION, args).positionals;
  say(SCRIPTS[shell as keyof typeof SCRIPTS](nodesOf(TABLE)));
  return 0;
}

/** One command, as a shell sees it. */
interface Node {
  /** Its words; empty for the program itself. */
  readonly path: string;
  readonly words: readonly Choice[];
  readonly options: readonly Option[];
  /** Prints the conversations that can be named, each behind the beginning of its id; undefined: none can. */
  readonly list: string | undefined;
}

interface Choice {
  readonly word: string;
  readonly help: string;
}

interface Option extends Choice {
  readonly short: string | undefined;
  /** The value after the option: one of some words, a path, or anything. Undefined: no value. */
  readonly value: readonly string[] | 'file' | 'folder' | 'any' | undefined;
}

function nodesOf(spec: Spec): Node[] {
  const commands = (spec.commands ?? []).filter(({ isHidden }) => !isHidden);
  const options = Object.entries({ ...spec.options, ...HELP } as Spec['options']).filter(([, { help }]) => help);
  const words = commands.map(({ name, summary }) => ({ word: lastWord(name), help: summary }));
  const choices = (spec.choices ?? []).map((word) => ({ word, help: '' }));
  return [
    { path: spec.name, words: [...words, ...choices], options: options.map(optionOf), list: listOf(spec) },
    ...commands.flatMap(nodesOf),
  ];
}

function listOf({ name, arguments: wanted = [] }: Spec): string | undefined {
  if (!wanted.some((word) => /conversation|id or name/.test(word))) return undefined;
  const which = name.startsWith('exec ') ? ' --source all' : name === UNARCHIVE.name ? ' --archived' : '';
  return `turnwire list --all${which} 2>/dev/null`;
}

function optionOf([name, { type, short, value, choices, help = '' }]: [string, OptionSpec]): Option {
  const isPath = value === 'file' || value === 'folder';
  return {
    word: `--${name}`,
    short: short && `-${short}`,
    help,
    value: type === 'boolean' ? undefined : (choices ?? (isPath ? value : 'any')),
  };
}

const lastWord = (name: string): string => name.slice(name.lastIndexOf(' ') + 1);

/** In single quotes, for all three shells. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const namesOf = ({ word, short }: Option): string[] => (short ? [word, short] : [word]);

/** Lines of `case` that find the command in the words before the cursor. */
const steps = (nodes: readonly Node[]): string[] =>
  nodes.flatMap(({ path, words }) =>
    words.map(({ word }) => `      ${quoted(`${path}/${word}`)}) at=${quoted(`${path} ${word}`.trim())} ;;`),
  );

function bash(nodes: readonly Node[]): string {
  const values = nodes.flatMap(({ path, options }) =>
    options.flatMap((option) => {
      if (option.value === undefined || option.value === 'file') return [];
      const cases = namesOf(option)
        .map((name) => quoted(`${path}/${name}`))
        .join('|');
      if (option.value === 'folder') return [`    ${cases}) COMPREPLY=($(compgen -d -- "$cur")); return ;;`];
      const words = option.value === 'any' ? '' : option.value.join(' ');
      return [`    ${cases}) COMPREPLY=($(compgen -W ${quoted(words)} -- "$cur")); return ;;`];
    }),
  );
  const files = nodes.flatMap(({ path, options }) =>
    options
      .filter(({ value }) => value === 'file')
      .flatMap((option) => namesOf(option).map((name) => quoted(`${path}/${name}`))),
  );
  const all = nodes.map(
    ({ path, words, options }) =>
      `    ${quoted(path)}) words=${quoted([...words.map(({ word }) => word), ...options.flatMap(namesOf)].join(' '))} ;;`,
  );
  const lists = nodes.flatMap(({ path, list }) =>
    list === undefined ? [] : [`    ${quoted(path)}) words+=" $(${list} | grep -oE '^[0-9a-f-]+')" ;;`],
  );
  return `# Completion of turnwire for bash. Put this line into ~/.bashrc:  source <(turnwire completion bash)
_turnwire() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at/\${COMP_WORDS[i]}" in
${steps(nodes).join('\n')}
    esac
  done
  COMPREPLY=()
  case "$at/$prev" in
${files.length > 0 ? `    ${files.join('|')}) COMPREPLY=($(compgen -f -- "$cur")); return ;;\n` : ''}${values.join('\n')}
  esac
  case "$at" in
${all.join('\n')}
  esac
  [[ $cur == -* ]] || case "$at" in
${lists.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _turnwire turnwire`;
}

function zsh(nodes: readonly Node[]): string {
  const described = ({ word, help }: Choice): string => quoted(`${word.replaceAll(':', '\\:')}:${help}`);
  const values = nodes.flatMap(({ path, options }) =>
    options.flatMap((option) => {
      if (option.value === undefined) return [];
      const cases = namesOf(option)
        .map((name) => quoted(`${path}/${name}`))
        .join('|');
      const action =
        option.value === 'file'
          ? '_files'
          : option.value === 'folder'
            ? '_files -/'
            : option.value === 'any'
              ? ':'
              : `compadd -- ${option.value.join(' ')}`;
      return [`    ${cases}) ${action}; return ;;`];
    }),
  );
  const all = nodes.map(
    ({ path, words, options }) => `    ${quoted(path)}) found=(${[...words, ...options].map(described).join(' ')}) ;;`,
  );
  const lists = nodes.flatMap(({ path, list }) =>
    list === undefined ? [] : [`    ${quoted(path)}) threads=(\${(f)"$(${list} | sed -E 's/:/\\\\:/g; s/ +/:/')"}) ;;`],
  );
  return `#compdef turnwire
# Completion of turnwire for zsh. Put this line into ~/.zshrc, below compinit:  source <(turnwire completion zsh)
_turnwire() {
  local at='' i prev=\${words[CURRENT-1]}
  local -a found threads
  for ((i = 2; i < CURRENT; i++)); do
    case "$at/\${words[i]}" in
${steps(nodes).join('\n')}
    esac
  done
  case "$at/$prev" in
${values.join('\n')}
  esac
  case "$at" in
${all.join('\n')}
  esac
  [[ \${words[CURRENT]} == -* ]] || case "$at" in
${lists.join('\n')}
  esac
  (( $#threads )) && _describe conversation threads
  _describe turnwire found
  [[ \${words[CURRENT]} == -* ]] || _files
}
compdef _turnwire turnwire`;
}

function fish(nodes: readonly Node[]): string {
  const lines = nodes.flatMap(({ path, words, options, list }) => {
    const here = `complete -c turnwire -n ${quoted(`test (__turnwire_at) = "${path}"`)}`;
    return [
      ...(list === undefined ? [] : [`${here} -f -k -a ${quoted(`(${list} | string replace -r ' +' \\t)`)}`]),
      ...words.map(({ word, help }) => `${here} -f -a ${quoted(word)} -d ${quoted(help)}`),
      ...options.map(({ word, short, help, value }) => {
        const names = `-l ${quoted(word.slice(2))}${short ? ` -s ${quoted(short.slice(1))}` : ''}`;
        const kind =
          value === undefined
            ? ''
            : value === 'file'
              ? ' -r -F'
              : value === 'folder'
                ? " -r -f -a '(__fish_complete_directories)'"
                : value === 'any'
                  ? ' -x'
                  : ` -x -a ${quoted(value.join(' '))}`;
        return `${here} ${names}${kind} -d ${quoted(help)}`;
      }),
    ];
  });
  return `# Completion of turnwire for fish. Write it to ~/.config/fish/completions/turnwire.fish
function __turnwire_at
  set -l at ''
  for word in (commandline -opc)[2..-1]
    switch "$at/$word"
${nodes
  .flatMap(({ path, words }) =>
    words.map(
      ({ word }) => `      case ${quoted(`${path}/${word}`)}\n        set at ${quoted(`${path} ${word}`.trim())}`,
    ),
  )
  .join('\n')}
    end
  end
  echo "$at"
end
${lines.join('\n')}`;
}

const SCRIPTS = { bash, zsh, fish };
