import type { Readable, Writable } from 'node:stream';
import type { ServerMessages } from '../../protocol/server-messages.js';
import { initialize } from '../api/v1/initialize.js';
import { Session } from '../api/v1/session.js';
import { type Call, Connection, type Dispatcher } from '../rpc/connection.js';
import type { Identity } from './identity.js';
import type { Log } from './log.js';
import type { Server } from './server.js';

export interface LaunchOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly identity: Identity;
  readonly log: Log;
  /** Loads and builds the rest of the server; a rejection is answered to whoever waits, and ends the serving. */
  readonly load: () => Promise<Server>;
}

/** Milliseconds after which the rest is loaded although the client has not spoken yet. */
const LOAD_AFTER_MS = 25;
/** Milliseconds that an orderly end may take. */
const END_WITHIN_MS = 1900;

/**
 * Serves one client before the server is there: `initialize` is answered by what is loaded already, everything else waits for the
 * rest, which is loaded meanwhile.
 */
export function launch({ input, output, identity, log, load }: LaunchOptions) {
  let loading: Promise<Server> | undefined;
  let inner: Dispatcher | undefined;
  const ensureLoaded = (): Promise<Server> => {
    loading ??= load().then((server) => {
      inner = server.dispatcher(session);
      return server;
    });
    loading.catch(() => giveUp());
    return loading;
  };
  const dispatcher: Dispatcher = {
    ready: (method) => (inner || method === 'initialize' ? undefined : ensureLoaded().then(() => {})),
    isBeside: (method) => inner?.isBeside(method) ?? false,
    handle(call: Call) {
      if (call.method !== 'initialize') return (inner as Dispatcher).handle(call);
      call.afterReply(() => setImmediate(() => void ensureLoaded().catch(() => {})));
      return initialize(session, identity, call.params);
    },
  };
  const connection = new Connection<ServerMessages>({ input, output, log, dispatcher });
  const session = new Session(connection);
  setTimeout(() => void ensureLoaded().catch(() => {}), LOAD_AFTER_MS).unref();

  let giveUp: () => void = () => {};
  /** Without the rest nothing can be served: what has arrived is answered with the reason. */
  const failed = new Promise<void>((resolve) => {
    giveUp = resolve;
  })
    .then(() => connection.idle())
    .then(() => connection.settled());

  let ending: Promise<void> | undefined;
  /** Answers what has arrived, aborts what runs and says so, and returns when all of it is written. */
  const end = (): Promise<void> => {
    ending ??= withDeadline(async () => {
      await connection.idle();
      connection.leave();
      await ensureLoaded().then(
        (server) => server.close(),
        () => {}, // answered, and told on stderr
      );
      await connection.settled();
      session.end();
    });
    return ending;
  };
  /** The exit code. */
  const closed = Promise.race([
    connection
      .run()
      .then(end)
      .then(() => (inner ? 0 : 1)),
    failed.then(() => 1),
  ]);
  return { end, closed };
}

async function withDeadline(work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, END_WITHIN_MS);
  });
  await Promise.race([work(), deadline]);
  clearTimeout(timer);
}
