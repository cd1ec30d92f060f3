import type { Readable, Writable } from 'node:stream';
import type { ServerMessages } from '../../protocol/server-messages.js';
import { Session } from '../api/v1/session.js';
import { findHome } from '../config/home.js';
import type { Override } from '../config/overrides.js';
import type { Conversations } from '../core/conversation/conversations.js';
import type { BackOff, Clock, Ids } from '../core/ports/index.js';
import { Connection, type Dispatcher } from '../rpc/connection.js';
import { Identity } from './identity.js';
import { type Log, silentLog } from './log.js';
import { Server } from './server.js';

export { ConfigError } from '../config/config-error.js';
export type { Conversation } from '../core/conversation/conversation.js';
export type { Conversations } from '../core/conversation/conversations.js';
export type { BackOff, Clock, Ids, SettingsOverrides, TurnSettings } from '../core/ports/index.js';
export type { ConversationEvent, EventBody } from '../domain/events.js';
export type { Log } from './log.js';
export { VERSION as version } from './version.js';

export interface AppServerOptions {
  /** Default: `$CODEX_HOME` of `env`, or `~/.codex`. */
  readonly home?: string;
  /** Where relative paths of clients start. Default: the working directory of the process. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Dotted keys that stand above `config.toml`, as `-c` does. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** How long further attempts to reach a model are put off. */
  readonly backOff?: BackOff;
}

export interface AppServer {
  readonly conversations: Conversations;
  /** Serves a client on a pair of streams; resolves when its input has ended and all of it is answered. */
  connect(input: Readable, output: Writable): Promise<void>;
  close(): Promise<void>;
}

/** The app-server as a library: in process, on streams of your own. Throws `ConfigError` when the configuration cannot be used. */
export function createAppServer(options: AppServerOptions = {}): AppServer {
  const env = options.env ?? process.env;
  const log = options.log ?? silentLog;
  const identity = new Identity(env);
  const overrides: Override[] = Object.entries(options.config ?? {}).map(([key, value]) => ({
    path: key.split('.'),
    value,
  }));
  const { cwd = process.cwd(), home = findHome(env), clock, ids, backOff } = options;
  const server = new Server({ home, cwd, env, overrides, identity, log, clock, ids, backOff });
  return {
    conversations: server.conversations,
    async connect(input, output) {
      const dispatcher: Dispatcher = {
        ready: (method) => inner.ready(method),
        isBeside: (method) => inner.isBeside(method),
        handle: (call) => inner.handle(call),
      };
      const connection = new Connection<ServerMessages>({ input, output, log, dispatcher });
      const session = new Session(connection);
      const inner = server.dispatcher(session);
      await connection.run();
      connection.leave();
      await connection.settled();
      session.end();
    },
    close: () => server.close(),
  };
}
