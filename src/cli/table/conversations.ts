import { CLIENT_OPTIONS, CONFIG_OPTIONS, JSON_OPTION, type Spec } from '../spec.js';

const COMMON = { ...CONFIG_OPTIONS, ...CLIENT_OPTIONS } as const;
const WHICH = 'A conversation is named by its id, by the beginning of it, or by the name that it was given.';

export const SOURCES = ['cli', 'vscode', 'exec', 'appServer', 'all'] as const;

export const LIST = {
  name: 'list',
  aliases: ['ls'],
  summary: 'List the conversations of this folder, those that changed last first',
  about:
    'Each line has the beginning of the id, when it changed, the branch, and the name or the first message. Those that exec began are left out unless --source asks for them.',
  options: {
    all: { type: 'boolean', help: 'Of all folders' },
    cd: { type: 'string', short: 'C', value: 'folder', help: 'Of this folder' },
    archived: { type: 'boolean', help: 'Those in the archive' },
    search: { type: 'string', value: 'text', help: 'With this text in the name or the first message' },
    source: { type: 'string', multiple: true, value: 'program', choices: SOURCES, help: 'Begun by' },
    limit: { type: 'string', value: 'number', help: 'At most so many (50)' },
    ...JSON_OPTION,
    ...COMMON,
  },
} as const satisfies Spec;

export const SHOW = {
  name: 'show',
  summary: 'Print a conversation as Markdown or HTML',
  about: `${WHICH} The page of --html is one file without scripts, which loads nothing.`,
  arguments: ['<conversation>'],
  options: {
    html: { type: 'boolean', help: 'Print an HTML page' },
    json: { type: 'boolean', help: 'Print it as the protocol has it (v2, `Thread` with its turns)' },
    ...COMMON,
  },
} as const satisfies Spec;

export const ARCHIVE = {
  name: 'archive',
  summary: 'Put conversations into the archive: lists leave them out',
  about: WHICH,
  arguments: ['<conversation>', '[conversation]...'],
  options: COMMON,
} as const satisfies Spec;

export const UNARCHIVE = {
  name: 'unarchive',
  summary: 'Take conversations out of the archive',
  about: WHICH,
  arguments: ['<conversation>', '[conversation]...'],
  options: COMMON,
} as const satisfies Spec;

export const DELETE = {
  name: 'delete',
  summary: 'Delete conversations for ever',
  about: `${WHICH} It asks first.`,
  arguments: ['<conversation>', '[conversation]...'],
  options: { yes: { type: 'boolean', short: 'y', help: 'Do not ask' }, force: { type: 'boolean' }, ...COMMON },
} as const satisfies Spec;

export const RENAME = {
  name: 'rename',
  summary: 'Give a conversation a name',
  about: WHICH,
  arguments: ['<conversation>', '<name>'],
  options: COMMON,
} as const satisfies Spec;
