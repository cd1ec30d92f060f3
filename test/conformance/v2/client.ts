import type { Line, Message } from '../../support/exchange.js';
import type { Server } from '../../support/server.js';

const CLIENT_INFO = { name: 'conformance', title: 'Conformance', version: '1' };

/** What the scenarios of v2 do with a server. */
export class ThreadClient {
  threadId = '';
  turnId = '';
  #server: Server;
  readonly #before: Line[] = [];

  constructor(
    server: Server,
    private readonly startAgain: () => Promise<Server>,
  ) {
    this.#server = server;
  }

  get server(): Server {
    return this.#server;
  }

  /** What went over the wire, with every server that was started. */
  get lines(): readonly Line[] {
    return [...this.#before, ...this.#server.lines];
  }

  call(method: string, params?: unknown): Promise<Message> {
    return this.#server.call(method, params);
  }

  async initialize(capabilities: object | null = { experimentalApi: true }): Promise<Message> {
    const reply = await this.call('initialize', { clientInfo: CLIENT_INFO, capabilities });
    this.#server.notify('initialized');
    return reply;
  }

  /** A thread in the working directory. */
  async begin(params: object = {}): Promise<void> {
    await this.initialize();
    await this.open(params);
  }

  /** The same for a server that is initialised; later calls are for this thread. */
  async open(params: object = {}): Promise<Message> {
    const reply = await this.call('thread/start', { cwd: this.#server.work, ...params });
    this.threadId = (reply.result as { thread: { id: string } }).thread.id;
    await this.told('thread/started');
    return reply;
  }

  /** Starts a turn; the reply may be a refusal. */
  async startTurn(text: string, more: object = {}): Promise<Message> {
    const reply = await this.call('turn/start', { threadId: this.threadId, input: [words(text)], ...more });
    const { turn } = (reply.result ?? {}) as { turn?: { id: string } };
    if (turn) this.turnId = turn.id;
    return reply;
  }

  /** One whole turn. */
  async turn(text: string, more: object = {}): Promise<void> {
    await this.startTurn(text, more);
    await this.ended();
  }

  /** Waits for the end of the turn that was started last. */
  async ended(turnId = this.turnId): Promise<void> {
    await this.#server.until('the end of the turn', (lines) =>
      lines.find(({ message }) => message.method === 'turn/completed' && turnOf(message) === turnId),
    );
  }

  steer(text: string, more: object = {}): Promise<Message> {
    const { threadId, turnId: expectedTurnId } = this;
    return this.call('turn/steer', { threadId, expectedTurnId, input: [words(text)], ...more });
  }

  interrupt(turnId = this.turnId): Promise<Message> {
    return this.call('turn/interrupt', { threadId: this.threadId, turnId });
  }

  /** Waits until the server has notified of something, or asked it, `times` times. */
  async told(method: string, times = 1): Promise<Message> {
    const found = await this.#server.until(`${method}, ${times} times`, (lines) => {
      const all = lines.filter(({ from, message }) => from === 'server' && message.method === method);
      return all[times - 1];
    });
    return found.message;
  }

  /** Waits until an item of a type has started or completed. */
  async item(event: 'started' | 'completed', type: string, times = 1): Promise<Message> {
    const found = await this.#server.until(`a ${type} that has ${event}`, (lines) => {
      const all = lines.filter(({ message }) => message.method === `item/${event}` && itemType(message) === type);
      return all[times - 1];
    });
    return found.message;
  }

  /** Answers requests of the server: with a result, or with an error when the function throws one. */
  answer(method: string, result: unknown): void {
    this.#server.onServerRequest(method, () => result);
  }

  /** Answers what the server has asked last. */
  async reply(method: string, answer: { result: unknown } | { error: object }, times = 1): Promise<void> {
    const { id } = await this.told(method, times);
    this.#server.send({ id, ...answer } as Message);
  }

  /** Ends the server and starts another in the same home. */
  async restart(): Promise<void> {
    this.#server.closeInput();
    await this.#server.exit;
    this.#before.push(...this.#server.lines);
    this.#server = await this.startAgain();
  }

  /** The id of a thread that does not exist. */
  readonly unknownThread = '00000000-0000-7000-8000-000000000001';
}

export const words = (text: string) => ({ type: 'text', text });

const turnOf = ({ params }: Message) => (params as { turn?: { id?: unknown } }).turn?.id;
export const itemType = ({ params }: Message) => (params as { item?: { type?: unknown } } | undefined)?.item?.type;
