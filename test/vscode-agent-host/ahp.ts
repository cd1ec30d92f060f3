import { until } from '../support/until.js';

/** One action of the Agent Host Protocol: a change of the state that a channel has. */
export interface Action {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: the tests say which members they read
  readonly [member: string]: any;
}

interface Told {
  readonly channel: string;
  readonly action: Action;
  readonly rejectionReason?: string;
}

interface Socket {
  send(text: string): void;
  close(): void;
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
}
// The tests run on the Node that VS Code needs, which has it; the declarations are those of an older one.
const { WebSocket } = globalThis as unknown as { readonly WebSocket: new (url: string) => Socket };

/** A client of the Agent Host Protocol over a WebSocket. It keeps every action that it is told. */
export class AhpClient implements Disposable {
  readonly told: Told[] = [];
  readonly #answers = new Map<number, (message: Message) => void>();
  #nextId = 1;
  #clientSeq = 1;

  private constructor(
    readonly socket: Socket,
    readonly clientId: string,
  ) {
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data))));
    socket.addEventListener('close', () => {
      for (const answer of this.#answers.values()) answer({ error: 'the agent host closed the connection' });
    });
  }

  static async connect(url: string, clientId: string): Promise<AhpClient> {
    const socket = new WebSocket(url);
    await new Promise<void>((open, failed) => {
      socket.addEventListener('open', () => open());
      socket.addEventListener('error', () => failed(new Error('the agent host took no connection')));
    });
    const client = new AhpClient(socket, clientId);
    await client.request('initialize', {
      channel: 'ahp-root://',
      protocolVersions: ['0.9.0'],
      initialSubscriptions: ['ahp-root://'],
      clientId,
    });
    return client;
  }

  request<T = Record<string, unknown>>(method: string, params: object): Promise<T> {
    const id = this.#nextId++;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) => {
      this.#answers.set(id, ({ result, error }) =>
        error === undefined ? resolve(result as T) : reject(new Error(`${method}: ${JSON.stringify(error)}`)),
      );
    });
  }

  dispatch(channel: string, action: Action): void {
    this.#send({ method: 'dispatchAction', params: { channel, clientSeq: this.#clientSeq++, action } });
  }

  /** Subscribes to a channel, if that is not done yet, and gives the state that it has now. */
  async state<T>(channel: string): Promise<T> {
    const { snapshot } = await this.request<{ snapshot: { state: T } }>('subscribe', { channel });
    return snapshot.state;
  }

  /** Waits for the first action that `fits`. An error of the turn that is waited for ends the wait. */
  async action(what: string, fits: (action: Action) => boolean, turnId?: string): Promise<Action> {
    const found = () => {
      const actions = this.told.map(({ action }) => action);
      // An error comes before the end that it brings.
      return actions.find((action) => action.type === 'chat/error' && action.turnId === turnId) ?? actions.find(fits);
    };
    const action = await until(what, found, 20_000).catch((error: unknown) => String(error));
    if (typeof action !== 'string' && fits(action)) return action;
    const last = this.told.slice(-12).map((told) => JSON.stringify(told).slice(0, 400));
    throw new Error(`no ${what}: ${JSON.stringify(action)}; the last actions:\n${last.join('\n')}`);
  }

  /** Waits for the first action of this type. */
  typed(type: string, fits: (action: Action) => boolean = () => true): Promise<Action> {
    return this.action(type, (action) => action.type === type && fits(action));
  }

  [Symbol.dispose](): void {
    this.socket.close();
  }

  #send(message: object): void {
    this.socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
  }

  #take(message: Message): void {
    const { id, method, params } = message;
    if (method === 'action') this.told.push(params as Told);
    // What the host asks of a window (its files, its secrets) this client does not have.
    else if (method !== undefined && id !== undefined)
      this.#send({ id, error: { code: -32601, message: 'not supported' } });
    else if (id !== undefined) {
      this.#answers.get(id)?.(message);
      this.#answers.delete(id);
    }
  }
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}
