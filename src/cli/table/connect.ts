import type { Spec } from '../spec.js';

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
