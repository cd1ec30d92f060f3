import { CONFIG_OPTIONS, JSON_OPTION, type Spec } from '../spec.js';

export const MCP_LIST = {
  name: 'mcp list',
  summary: 'Show the MCP servers of the configuration, and how each is authorized',
  options: { ...JSON_OPTION, ...CONFIG_OPTIONS },
} as const satisfies Spec;

export const MCP_GET = {
  name: 'mcp get',
  summary: 'Show the settings of one server',
  arguments: ['<server>'],
  options: { ...JSON_OPTION, ...CONFIG_OPTIONS },
} as const satisfies Spec;

export const MCP_ADD = {
  name: 'mcp add',
  summary: 'Add a server to config.toml',
  about: 'A server of the same name is replaced. Nothing is started.',
  usage: ['[options] <server> -- <command> [argument]...', '[options] <server> --url <url>'],
  arguments: ['<server>', '[command...]', '[argument]...'],
  takesCommand: true,
  options: {
    env: {
      type: 'string',
      multiple: true,
      value: 'key=value',
      help: 'A variable of the environment for the command; may be given several times',
    },
    url: { type: 'string', value: 'url', help: 'The address of a server on the network' },
    'bearer-token-env-var': {
      type: 'string',
      value: 'variable',
      help: 'The variable of the environment that holds the token for it',
    },
    'oauth-client-id': {
      type: 'string',
      value: 'id',
      help: 'The client that you have registered for a sign-in to it; default: one is registered each time',
    },
    'oauth-client-secret': { type: 'string', value: 'secret', help: 'The secret of this client' },
    'oauth-resource': { type: 'string', value: 'resource', help: 'What a sign-in requests tokens for' },
    ...CONFIG_OPTIONS,
  },
} as const satisfies Spec;

export const MCP_REMOVE = {
  name: 'mcp remove',
  summary: 'Remove a server from config.toml',
  arguments: ['<server>'],
  options: CONFIG_OPTIONS,
} as const satisfies Spec;

export const MCP_LOGIN = {
  name: 'mcp login',
  summary: 'Sign in to a server on the network, in the browser',
  about: 'It waits ten minutes for the browser. Ctrl-C ends it.',
  arguments: ['<server>'],
  options: CONFIG_OPTIONS,
} as const satisfies Spec;

export const MCP_LOGOUT = {
  name: 'mcp logout',
  summary: 'Forget the sign-in to a server',
  arguments: ['<server>'],
  options: CONFIG_OPTIONS,
} as const satisfies Spec;

export const MCP = {
  name: 'mcp',
  summary: 'Manage the MCP servers, whose tools the model can use',
  options: CONFIG_OPTIONS,
  isGroup: true,
  commands: [MCP_LIST, MCP_GET, MCP_ADD, MCP_REMOVE, MCP_LOGIN, MCP_LOGOUT],
} as const satisfies Spec;
