import { AppError } from '../../protocol/errors.js';
import type { ServerMessages } from '../../protocol/server-messages.js';
import { ClientFacts, type ClientName } from '../api/client.js';
import { initialize } from '../api/initialize.js';
import { Reports } from '../api/reports.js';
import { Session } from '../api/v1/session.js';
import { REJOIN, WATCH } from '../domain/relayed.js';
import { type Call, Connection, type Dispatcher } from '../rpc/connection.js';
import type { Transport } from '../rpc/transport.js';
import type { Identity, OutwardIdentity } from './identity.js';
import type { Log } from './log.js';
import type { ServedClient, Server } from './server.js';

export interface HubOptions {
  readonly identity: Identity;
  readonly log: Log;
  /** `$CODEX_HOME`, for clients that look there. */
  readonly home: () => string;
  /** Loads the rest of the server. When it rejects, every request that needs it gets the error. */
  readonly load: () => Promise<Server> | Server;
}

/** A client: its connection, and what is set up for it there. */
interface Client {
  readonly connection: Connection<ServerMessages>;
  readonly facts: ClientFacts;
  readonly v1: Session;
  /** The params of its `initialize`. */
  introduction?: unknown;
  /** Set up with the rest of the server. */
  served: ServedClient | undefined;
  /** Stops the reports to another server about the threads here. */
  unwatch?: () => void;
}

/** One connection of the hub. */
export interface Served {
  /** The client sends no more, or reads no more. */
  readonly ended: Promise<void>;
  /** Every request that has arrived is answered. */
  idle(): Promise<void>;
  /** No request waits for its turn; long work may still be running. */
  laneIdle(): Promise<void>;
  /** Answers what is open, lets the client's subscriptions go, and resolves when all of it is sent. */
  close(): Promise<void>;
}

/** Owns the connections of this process. Facts of a connection stay with it; request ids are unique in the process. */
export class Hub {
  readonly identity: OutwardIdentity;
  /** Resolves when the rest of the server cannot be loaded. */
  readonly failed: Promise<void>;
  readonly #options: HubOptions;
  readonly #clients = new Set<Client>();
  #nextRequestId = 0;
  #server: Server | undefined;
  #loading: Promise<Server> | undefined;
  #closing: Promise<void> | undefined;
  #giveUp: () => void = () => {};

  constructor(options: HubOptions) {
    this.#options = options;
    this.failed = new Promise((resolve) => {
      this.#giveUp = resolve;
    });
    const { identity } = options;
    this.identity = {
      originator: identity.originator,
      version: identity.version,
      source: identity.source,
      userAgent: (client: ClientName | undefined = this.#onlyClient()) => identity.userAgent(client),
    };
  }

  /**
   * Serves a client. The loaded part answers `initialize`; all other requests wait for the rest of the server. `isServer`: the client is another server, which
   * asks for a client of its own.
   */
  connect(transport: Transport, isServer = false): Served {
    const { identity, log, home } = this.#options;
    const facts = new ClientFacts();
    const served = async (): Promise<Dispatcher> => {
      const server = await this.loaded();
      if (!this.#clients.has(client)) throw new AppError('shutting_down', 'The client is gone', {});
      client.served ??= server.serve(client.connection, client.v1, isServer ? undefined : () => client.introduction);
      return client.served.dispatcher;
    };
    const dispatcher: Dispatcher = {
      ready: (method) => {
        if (method === 'initialize' || (isServer && method === WATCH)) return undefined;
        return client.served ? client.served.dispatcher.ready(method) : served().then((rest) => rest.ready(method));
      },
      isBeside: (method) => client.served?.dispatcher.isBeside(method) ?? false,
      handle: (call: Call) => {
        if (isServer && call.method === WATCH) return this.#watched(client);
        if (isServer && call.method === REJOIN) return client.served?.rejoin(call.params);
        if (call.method !== 'initialize') return (client.served as ServedClient).dispatcher.handle(call);
        // A client that sends no request still gets the notifications for all clients.
        call.afterReply(() => setImmediate(() => served().catch(() => {})));
        const { version } = identity;
        const userAgent = (name?: ClientName): string => identity.userAgent(name);
        client.introduction = call.params;
        return initialize(facts, { version, userAgent, home: home() }, call.params);
      },
    };
    const nextRequestId = (): number => this.#nextRequestId++;
    const connection = new Connection<ServerMessages>({ transport, dispatcher, log, nextRequestId });
    if (isServer) facts.reports = new Reports((line) => connection.forward(line));
    const client: Client = { connection, facts, v1: new Session(connection, facts), served: undefined };
    this.#clients.add(client);
    return {
      ended: connection.run(),
      idle: () => connection.idle(),
      laneIdle: () => connection.laneIdle(),
      close: () => this.#disconnect(client),
    };
  }

  /** The rest of the server, loaded when it is first needed. */
  loaded(): Promise<Server> {
    this.#loading ??= (async () => {
      this.#server = await this.#options.load();
      this.#server.relays.offer((transport) => void this.#serveServer(transport));
      return this.#server;
    })();
    this.#loading.catch(() => this.#giveUp());
    return this.#loading;
  }

  /** Another server asks for the states of the threads here. It is no client: it has sent no `initialize`, and sends no other request. */
  #watched(client: Client): object {
    const { connection } = client;
    const tell = (method: string, params: object): void => connection.forward(JSON.stringify({ method, params }));
    const { answer, end } = (this.#server as Server).tellOther(tell);
    client.unwatch?.();
    client.unwatch = end;
    return answer;
  }

  async #serveServer(transport: Transport): Promise<void> {
    const served = this.connect(transport, true);
    await served.ended;
    await served.close();
  }

  get isLoaded(): boolean {
    return this.#server !== undefined;
  }

  /** Begins to load the server. When that fails, each request that needs the server gets the error. */
  preload(): void {
    this.loaded().catch(() => {});
  }

  /** Aborts turns and children, answers what is open, and resolves when all of it is recorded and sent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Tells every client that has introduced itself. */
  notify: Connection<ServerMessages>['notify'] = (method, ...params) => {
    for (const { connection, facts } of this.#clients) if (facts.initialized) connection.notify(method, ...params);
  };

  async #close(): Promise<void> {
    for (const { connection, facts } of this.#clients) {
      connection.refuseNew();
      facts.reports?.ending();
    }
    const server = await this.#loading?.catch(() => undefined); // answered, and reported on stderr
    await server?.endTurns();
    // First, open requests are answered with `shutting_down`: the end of the rest must not cut a result in two.
    for (const { connection } of this.#clients) connection.leave();
    await server?.close();
    await Promise.all([...this.#clients].map((client) => this.#disconnect(client)));
    server?.relays.disconnect();
  }

  async #disconnect(client: Client): Promise<void> {
    client.connection.leave();
    this.#clients.delete(client);
    client.v1.end();
    client.served?.end();
    client.unwatch?.();
    await client.connection.flushed();
  }

  #onlyClient(): ClientName | undefined {
    const [first, ...others] = [...this.#clients].flatMap(({ facts }) => facts.name ?? []);
    return others.every(({ name, version }) => name === first?.name && version === first?.version) ? first : undefined;
  }
}
