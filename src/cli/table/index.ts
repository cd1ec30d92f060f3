import { CLIENT_OPTIONS, CONFIG_OPTIONS, type Spec } from '../spec.js';
import { LOGIN, LOGOUT } from './accounts.js';
import { APP_SERVER } from './app-server.js';
import { CHAT, FORK, RESUME } from './chat.js';
import { ARCHIVE, DELETE, LIST, RENAME, SHOW, UNARCHIVE } from './conversations.js';
import { EXEC } from './exec.js';
import { COMPLETION, CONNECT, DEBUG, DOCTOR, HELP_COMMAND, SHIM, VERSION_COMMAND } from './machine.js';
import { MCP } from './mcp.js';

/** All commands, in the order of the help. */
export const TABLE = {
  name: '',
  summary: 'A coding agent: conversations in a terminal, and a server for editors',
  options: {
    version: {
      type: 'boolean',
      short: 'V',
      help: 'Print the release of the protocol that is served, in the form that clients read',
    },
    ...CONFIG_OPTIONS,
    ...CLIENT_OPTIONS,
  },
  isGroup: true,
  commands: [
    CHAT,
    RESUME,
    FORK,
    EXEC,
    LIST,
    SHOW,
    RENAME,
    ARCHIVE,
    UNARCHIVE,
    DELETE,
    LOGIN,
    LOGOUT,
    MCP,
    APP_SERVER,
    CONNECT,
    DOCTOR,
    DEBUG,
    COMPLETION,
    SHIM,
    VERSION_COMMAND,
    HELP_COMMAND,
  ],
} as const satisfies Spec;
