import { CLIENT_OPTIONS, CONFIG_OPTIONS, JSON_OPTION, type Spec } from '../spec.js';

export const DOCTOR = {
  name: 'doctor',
  summary: 'Check the home and the sandbox for commands, and say what to do',
  about:
    'It looks at the settings, the secrets, what ended servers have left, and the stored conversations; and it proves that the sandbox holds. The exit code is 1 when something does not work. --fix moves files to turnwire/set-aside in the home and takes rights away from other users; nothing is deleted.',
  options: { fix: { type: 'boolean', help: 'Repair what is safe to repair' }, ...JSON_OPTION, ...CONFIG_OPTIONS },
} as const satisfies Spec;

export const DEBUG_MODELS = {
  name: 'debug models',
  summary: 'Print the models to choose from, as JSON',
  options: { ...CONFIG_OPTIONS, ...CLIENT_OPTIONS },
} as const satisfies Spec;

export const DEBUG = {
  name: 'debug',
  summary: 'Look into the server',
  options: { ...CONFIG_OPTIONS, ...CLIENT_OPTIONS },
  isGroup: true,
  commands: [DEBUG_MODELS],
} as const satisfies Spec;

export const COMPLETION = {
  name: 'completion',
  summary: 'Print a script with which a shell completes commands and options',
  about: 'bash: source <(turnwire completion bash). Its first lines say where it belongs.',
  arguments: ['<shell>'],
  choices: ['bash', 'zsh', 'fish'],
  options: {},
} as const satisfies Spec;

export const CONNECT = {
  name: 'connect',
  summary: 'Take part in a server that runs: for an editor that can only start one',
  about:
    'Passes the messages of stdin to the server, and its messages to stdout. Without an address it is the server that was started with --listen unix://.',
  usage: ['[unix://[path] | ws://host:port] [--token-file <file>]'],
  arguments: ['[address]'],
  options: {
    'token-file': { type: 'string', value: 'file', help: 'The file with the token that the server wants' },
  },
} as const satisfies Spec;

export const SHIM = {
  name: 'shim',
  summary: 'Write what a client needs that looks for a codex executable or package',
  arguments: ['<folder>'],
  options: {},
} as const satisfies Spec;

export const VERSION_COMMAND = {
  name: 'version',
  summary: 'Print the version of Turnwire',
  about: '--version prints the release of the protocol that is served, in the form that clients read.',
  options: {},
} as const satisfies Spec;

export const HELP_COMMAND = {
  name: 'help',
  summary: 'Print this text, or the help of a command',
  arguments: ['[command]...'],
  options: {},
} as const satisfies Spec;
