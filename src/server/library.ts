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
  /** The path of the home folder. Default: `$CODEX_HOME` of `env`, or `~/.codex`. */
  readonly home?: string;
  /** The folder against which relative paths of clients are resolved. Default: the working directory of the process. */
  readonly cwd?: string;
  /** The environment for settings, providers, proxies and commands. Default: `process.env`. It is not changed. */
  readonly env?: NodeJS.ProcessEnv;
  /** Dotted keys (`'sandbox_workspace_write.network_access'`) and their values. They override `config.toml`, as `-c` does. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Gets the diagnostics of the server. Default: they are dropped. */
  readonly log?: Log;
  /** The time, in milliseconds since the epoch. Default: the clock of the system. */
  readonly clock?: Clock;
  /** Makes the ids of conversations, turns, items and subscriptions. Default: UUIDs. */
  readonly ids?: Ids;
  /** The waits, in milliseconds, before retries of a request to a model. Default: 200 ms, doubled for each further retry. */
  readonly backOff?: BackOff;
  /** Where conversations are stored. Default: rollout files in the home. The server releases its leases when it is closed. */
  readonly store?: ConversationStore;
}

export interface AppServer {
  /** The conversations of this server, for use without a client. Their methods throw or reject with an error whose `code` is in the catalogue. */
  readonly conversations: Conversations;
  /** Serves a client over a pair of streams of UTF-8 lines, each one JSON message. Resolves when `input` has ended and all requests are answered. */
  connect(input: Readable, output: Writable): Promise<void>;
  /** Serves a client without streams. Each message is the text of one JSON value; the server calls `receive` with each of its messages, in order. */
  connectInProcess(receive: (message: string) => void): InProcessClient;
  /** Ends all turns and their commands, closes all conversations and connections. Resolves when that is done. */
  close(): Promise<void>;
}

/** Makes an app-server within this process. Throws `ConfigError` when the home or the configuration cannot be used. */
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
