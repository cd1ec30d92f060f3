import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ClientRequest, EventMsg, ServerRequest, v2 } from '../../generated-types/index.js';

type AnyRequest = ClientRequest | v2.ClientRequest;
type Method = AnyRequest['method'];
type Params<M extends Method> = Extract<AnyRequest, { method: M }>['params'];

export interface Notification {
  readonly method: string;
  readonly params: { readonly id: string; readonly msg: EventMsg; readonly conversationId: string };
}

export interface ClientOptions {
  readonly home: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Sees every line on the wire. */
  readonly onLine: (direction: '->' | '<-', line: string) => void;
  readonly onNotification: (notification: Notification | v2.ServerNotification) => void;
  /** Answers a request of the server. */
  readonly onRequest: (request: ServerRequest | v2.ServerRequest) => object;
}

/** The server as an editor runs it: a child process that reads requests on stdin and writes answers on stdout. */
export class Client {
  readonly #child: ChildProcess;
  readonly #options: ClientOptions;
  readonly #open = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  #nextId = 1;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#child = spawn(process.execPath, ['dist/cli.js', 'app-server'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...options.env, CODEX_HOME: options.home },
    });
    createInterface({ input: this.#child.stdout as NodeJS.ReadableStream }).on('line', (line) => this.#receive(line));
    this.#child.once('exit', (code) => {
      for (const { reject } of this.#open.values()) reject(new Error(`the server ended (${code})`));
    });
  }

  request<R>(method: Method, params?: Params<Method>): Promise<R> {
    const id = this.#nextId++;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) => this.#open.set(id, { resolve, reject }));
  }

  /** Ends the input; the server answers what is open, and exits. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await exited;
  }

  #send(message: object): void {
    const line = JSON.stringify(message);
    this.#options.onLine('->', line);
    this.#child.stdin?.write(`${line}\n`);
  }

  #receive(line: string): void {
    this.#options.onLine('<-', line);
    const message = JSON.parse(line);
    if (message.method && message.id !== undefined) {
      return this.#send({ id: message.id, result: this.#options.onRequest(message) });
    }
    const open = this.#open.get(message.id);
    if (!open) return this.#options.onNotification(message);
    this.#open.delete(message.id);
    if (message.error) open.reject(new Error(message.error.message));
    else open.resolve(message.result as never);
  }
}
