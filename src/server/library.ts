import type { Readable, Writable } from 'node:stream';
import { findHome } from '../config/home.js';
import type { Override } from '../config/overrides.js';
import type { Conversations } from '../core/conversation/conversations.js';
import type { BackOff, Clock, ConversationStore, Ids } from '../core/ports/index.js';
import type { Transport } from '../rpc/transport.js';
import { type InProcessClient, InProcessTransport } from '../transports/in-process.js';
import { StdioTransport } from '../transports/stdio.js';
import { Hub } from './hub.js';
import { Identity } from './identity.js';
import { type Log, silentLog } from './log.js';
import { Server } from './server.js';

export { ConfigError } from '../config/config-error.js';
export type { Conversation } from '../core/conversation/conversation.js';
export type { Conversations } from '../core/conversation/conversations.js';
export type {
  BackOff,
  Clock,
  ConversationPage,
  ConversationStore,
  ConversationSummary,
  CopiedRecords,
  FencingToken,
  Ids,
  Lease,
  Repair,
  Rollout,
  SettingsOverrides,
  StoredConversation,
  TurnSettings,
} from '../core/ports/index.js';
export type { ConversationEvent, EventBody } from '../domain/events.js';
export type { ConversationMeta, ConversationRecord } from '../domain/record.js';
export { MemoryStore, type MemoryStoreOptions } from '../store/memory/store.js';
export type { InProcessClient } from '../transports/in-process.js';
export { VERSION as version } from './identity.js';
export type { Log } from './log.js';

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
  /** Where conversations are kept. Default: rollouts below the home. The server gives back its leases when it is closed. */
  readonly store?: ConversationStore;
}

export interface AppServer {
  readonly conversations: Conversations;
  /** Serves a client on a pair of streams; resolves when its input has ended and all of it is answered. */
  connect(input: Readable, output: Writable): Promise<void>;
  /** Serves a client without streams: each message is the text of one JSON value, and `receive` gets those of the server. */
  connectInProcess(receive: (message: string) => void): InProcessClient;
  close(): Promise<void>;
}

/** The app-server as a library: in process, on streams of your own. Throws `ConfigError` when the configuration cannot be used. */
export function createAppServer(options: AppServerOptions = {}): AppServer {
  const env = options.env ?? process.env;
  const log = options.log ?? silentLog;
  const overrides: Override[] = Object.entries(options.config ?? {}).map(([key, value]) => ({
    path: key.split('.'),
    value,
  }));
  const { cwd = process.cwd(), home = findHome(env), clock, ids, backOff, store } = options;
  const hub: Hub = new Hub({ identity: new Identity(env), log, home: () => home, load: () => server });
  const server: Server = new Server({
    home,
    cwd,
    env,
    overrides,
    identity: hub.identity,
    log,
    clock,
    ids,
    backOff,
    store,
  });
  hub.preload();
  const serve = async (transport: Transport): Promise<void> => {
    const served = hub.connect(transport);
    await served.ended;
    await served.laneIdle();
    await served.close();
  };
  return {
    conversations: server.conversations,
    connect: (input, output) => serve(new StdioTransport(input, output)),
    connectInProcess(receive) {
      const transport = new InProcessTransport(receive);
      void serve(transport);
      return transport.client;
    },
    close: () => hub.close(),
  };
}
