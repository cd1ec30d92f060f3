import { CLIENT_OPTIONS, CONFIG_OPTIONS, IMAGE_OPTION, type Spec } from '../spec.js';
import { SANDBOXES } from './exec.js';

const OPTIONS = {
  image: IMAGE_OPTION,
  model: { type: 'string', short: 'm', value: 'model', help: 'The model' },
  profile: { type: 'string', short: 'p', value: 'name', help: 'A profile of config.toml' },
  sandbox: { type: 'string', short: 's', value: 'mode', choices: SANDBOXES, help: 'What commands may do' },
  'ask-for-approval': {
    type: 'string',
    short: 'a',
    value: 'when',
    choices: ['untrusted', 'on-request', 'never'],
    help: 'When an action needs your approval',
  },
  'full-auto': { type: 'boolean', help: 'The same as --sandbox workspace-write --ask-for-approval on-request' },
  cd: { type: 'string', short: 'C', value: 'folder', help: 'The working directory' },
  ...CONFIG_OPTIONS,
  ...CLIENT_OPTIONS,
} as const;

export const CHAT = {
  name: 'chat',
  summary: 'Chat on the terminal; without a command it is the same',
  about: 'A prompt of several words needs no command either. In the chat, /help lists its commands and keys.',
  arguments: ['[prompt]'],
  options: OPTIONS,
} as const satisfies Spec;

const AGAIN = {
  usage: ['[options] [conversation] [prompt]', '[options] --last [prompt]'],
  arguments: ['[conversation]', '[prompt]'],
  options: {
    last: { type: 'boolean', help: 'The newest one of this folder' },
    all: { type: 'boolean', help: 'Those of all folders, not only of this one' },
    ...OPTIONS,
  },
} as const;

export const RESUME = {
  name: 'resume',
  summary: 'Chat on in an earlier conversation',
  about:
    'A conversation is named by its id, by the beginning of it, or by the name that it was given. Without one, you choose from a list.',
  ...AGAIN,
} as const satisfies Spec;

export const FORK = {
  name: 'fork',
  summary: 'Chat on in a copy of an earlier conversation',
  about: 'The same as resume, but the conversation itself stays as it is.',
  ...AGAIN,
} as const satisfies Spec;
