import { CLIENT_OPTIONS, CONFIG_OPTIONS, IMAGE_OPTION, type Spec } from '../spec.js';

export const SANDBOXES = ['read-only', 'workspace-write', 'danger-full-access'] as const;

const OPTIONS = {
  json: { type: 'boolean', help: 'Print events to stdout, one JSON value a line' },
  'experimental-json': { type: 'boolean' },
  'output-last-message': {
    type: 'string',
    short: 'o',
    value: 'file',
    help: 'Write the last message to a file as well',
  },
  'output-schema': { type: 'string', value: 'file', help: 'A JSON Schema for the last message' },
  image: IMAGE_OPTION,
  model: { type: 'string', short: 'm', value: 'model', help: 'The model' },
  profile: { type: 'string', short: 'p', value: 'name', help: 'A profile of config.toml' },
  sandbox: { type: 'string', short: 's', value: 'mode', choices: SANDBOXES, help: 'What commands may do' },
  'full-auto': { type: 'boolean', help: 'The same as --sandbox workspace-write' },
  'dangerously-bypass-approvals-and-sandbox': {
    type: 'boolean',
    help: 'The same as --sandbox danger-full-access',
  },
  cd: { type: 'string', short: 'C', value: 'folder', help: 'The working directory' },
  'add-dir': { type: 'string', multiple: true, value: 'folder', help: 'Another folder that commands may write' },
  'skip-git-repo-check': { type: 'boolean', help: 'Run outside of a git repository too' },
  ephemeral: { type: 'boolean', help: 'Store nothing' },
  'ignore-user-config': { type: 'boolean', help: 'Leave config.toml out; the sign-in counts' },
  'ignore-rules': { type: 'boolean', help: 'Accepted; files with rules for commands are not read in any case' },
  'thread-source': { type: 'string', value: 'word', help: 'A word that is kept with the conversation' },
  // For the providers of the reference only; accepted so that its SDK can be used.
  'cyber-access-program': { type: 'string' },
  color: {
    type: 'string',
    value: 'when',
    choices: ['always', 'never', 'auto'],
    help: 'Colours on stderr; NO_COLOR is obeyed too',
  },
  ...CONFIG_OPTIONS,
  ...CLIENT_OPTIONS,
  'approve-for-me': {
    type: 'boolean',
    instead: 'nothing reviews approvals; --sandbox workspace-write needs fewer of them',
  },
  'dangerously-bypass-hook-trust': { type: 'boolean', instead: 'trust the hooks first, as docs/hooks.md says' },
  'local-provider': { type: 'string', instead: '--oss uses Ollama, and -c model_provider=NAME another provider' },
  remote: { type: 'string', instead: 'exec runs a server of its own' },
  'remote-auth-token-env': { type: 'string', instead: 'exec runs a server of its own' },
  trust: { type: 'boolean', instead: 'set projects."FOLDER".trust_level = "trusted" in config.toml' },
  worktree: { type: 'boolean', instead: 'make one with git worktree add, and name it with --cd' },
} as const;

export const EXEC_RESUME = {
  name: 'exec resume',
  summary: 'Go on with a conversation',
  usage: ['[options] <id or name> [prompt]', '[options] --last [prompt]'],
  arguments: ['[id or name]', '[prompt]'],
  options: {
    last: { type: 'boolean', help: 'The newest conversation of this folder' },
    all: { type: 'boolean', help: 'With --last: of any folder' },
    ...OPTIONS,
  },
} as const satisfies Spec;

export const EXEC_FORK = {
  name: 'exec fork',
  summary: 'Go on with a copy of a conversation',
  arguments: ['<id or name>', '[prompt]'],
  options: OPTIONS,
} as const satisfies Spec;

export const EXEC_REVIEW = {
  name: 'exec review',
  summary: 'Review changes of the working directory',
  about: 'What is reviewed is named by one of the options, or by the instructions; - reads these from stdin.',
  arguments: ['[instructions]'],
  options: {
    uncommitted: { type: 'boolean', help: 'Changes that are not committed, also files that git does not know' },
    base: { type: 'string', value: 'branch', help: 'Changes since this branch' },
    commit: { type: 'string', value: 'sha', help: 'The changes of a commit' },
    title: { type: 'string', value: 'text', help: 'With --commit: its title, for the summary' },
    ...OPTIONS,
  },
} as const satisfies Spec;

export const EXEC = {
  name: 'exec',
  aliases: ['e'],
  summary: 'Answer one prompt without a person at the keyboard',
  about:
    'Without a prompt, or with -, it is read from stdin. With a prompt, a stdin that is piped is added to it. The last message is written to stdout, and progress to stderr. Nobody is asked for approvals. The exit code is 0 when the turn completed, 1 when it failed, 130 after Ctrl-C.',
  arguments: ['[prompt]'],
  options: OPTIONS,
  commands: [EXEC_RESUME, EXEC_FORK, EXEC_REVIEW],
} as const satisfies Spec;
