import { CLIENT_OPTIONS, CONFIG_OPTIONS, type Spec } from '../spec.js';

const OUT = {
  out: { type: 'string', short: 'o', value: 'folder', help: 'Where the files are written' },
  experimental: { type: 'boolean', help: 'With the parts of the protocol that are not stable' },
} as const;

export const GENERATE_TS = {
  name: 'app-server generate-ts',
  summary: 'Write the types of protocol v2 as TypeScript',
  usage: ['--out <folder> [--experimental] [--prettier <program>]'],
  options: {
    ...OUT,
    prettier: { type: 'string', short: 'p', value: 'program', help: 'Format the files with this program' },
    ...CONFIG_OPTIONS,
    ...CLIENT_OPTIONS,
  },
} as const satisfies Spec;

export const GENERATE_JSON_SCHEMA = {
  name: 'app-server generate-json-schema',
  summary: 'Write them as JSON Schema',
  usage: ['--out <folder> [--experimental]'],
  options: { ...OUT, ...CONFIG_OPTIONS, ...CLIENT_OPTIONS },
} as const satisfies Spec;

/** This file is loaded at each start, so it holds only data. */
export const APP_SERVER = {
  name: 'app-server',
  summary: 'Serve an editor on stdin and stdout, one JSON message a line',
  about:
    'An editor starts this command and talks with it: it is of no use by hand. It ends with its input (Ctrl-D), or by a signal (Ctrl-C). The conversations are the same as those of the other commands.',
  options: {
    listen: {
      type: 'string',
      multiple: true,
      value: 'address',
      help: 'Where clients come from, given once for each place: stdio:// (as without it), unix:// (a socket in the home), unix://<path>, ws://<ip>:<port>',
    },
    stdio: { type: 'boolean', help: 'The same as --listen stdio://' },
    'ws-auth': {
      type: 'string',
      value: 'mode',
      help: 'How clients of a websocket show who they are: capability-token or signed-bearer-token',
    },
    'ws-token-file': { type: 'string', value: 'file', help: 'capability-token: the file with the token' },
    'ws-token-sha256': { type: 'string', value: 'hex', help: 'capability-token: the digest of the token' },
    'ws-shared-secret-file': {
      type: 'string',
      value: 'file',
      help: 'signed-bearer-token: the file with the secret that signs',
    },
    'ws-issuer': { type: 'string', value: 'name', help: 'signed-bearer-token: who must have made the token' },
    'ws-audience': { type: 'string', value: 'name', help: 'signed-bearer-token: for whom it must be' },
    'ws-max-clock-skew-seconds': {
      type: 'string',
      value: 'seconds',
      help: 'signed-bearer-token: how far clocks may differ (30)',
    },
    record: { type: 'string', value: 'file', help: 'Write all messages to a file, without secrets' },
    replay: {
      type: 'string',
      value: 'file',
      help: 'Answer as a recorded server did, and report where the client departs from the recording',
    },
    ...CONFIG_OPTIONS,
    ...CLIENT_OPTIONS,
  },
  commands: [GENERATE_TS, GENERATE_JSON_SCHEMA],
} as const satisfies Spec;
