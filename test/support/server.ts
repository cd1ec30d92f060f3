import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kindOf, type Line, type Match, type Message, matches, show } from './exchange.js';
import { scratchFolder } from './scratch.js';
import { Validator } from './validate.js';

/** The program under test, as users start it. */
export const OURS: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL('../../dist/cli.js', import.meta.url)),
  'app-server',
];

export interface ServerOptions {
  /** Default: the built server. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** Text of `config.toml`. */
  readonly config?: string;
  /** Default: scratch folders, removed at the end. */
  readonly home?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether each line of the server must fit its schema. Default: for the built server only. */
  readonly validate?: boolean;
  readonly deadlineMs?: number;
}

/**
 * Only a server that hangs needs longer. One whose input ends while it is still loading loads to the end first, which took 5 s on a busy machine;
 * `server/shutdown.test.ts` says how long an end may take.
 */
const END_WITHIN_MS = 30_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The error object of a reply, thrown. */
export class ReplyError extends Error {
  constructor(
    readonly method: string,
    readonly error: NonNullable<Message['error']>,
  ) {
    super(`${method} was refused: ${JSON.stringify(error)}`);
  }
}

/** Starts a server on real stdio, with its own home and working directory. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const parts = await Promise.all([
    options.home === undefined ? scratchFolder('home') : undefined,
    options.cwd === undefined ? scratchFolder('work') : undefined,
  ]);
  const home = options.home ?? parts[0]?.path ?? '';
  const cwd = options.cwd ?? parts[1]?.path ?? '';
  await mkdir(home, { recursive: true });
  if (options.config !== undefined) await writeFile(join(home, 'config.toml'), options.config);
  const command = [...(options.command ?? OURS), ...(options.args ?? [])];
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      TERM: 'dumb',
      CODEX_HOME: home,
      ...options.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const validator = (options.validate ?? options.command === undefined) ? new Validator() : undefined;
  return new Server(child, home, cwd, validator, options.deadlineMs ?? 20_000, async () => {
    for (const part of parts) await part?.[Symbol.asyncDispose]();
  });
}

interface Waiter {
  readonly check: () => boolean;
  readonly fail: (why: string) => void;
}

type Answer = (params: unknown, message: Message) => unknown;

export class Server implements AsyncDisposable {
  /** Everything that went over the wire, in order. */
  readonly lines: Line[] = [];
  readonly exit: Promise<Exit>;
  stderr = '';
  #ended = false;
  #nextId = 1;
  #cursor = 0;
  #partial: Buffer[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #answers = new Map<string, Answer>();
  readonly #problems: string[] = [];

  constructor(
    readonly child: ChildProcess,
    readonly home: string,
    readonly work: string,
    readonly validator: Validator | undefined,
    readonly deadlineMs: number,
    private readonly removeFolders: () => Promise<void>,
  ) {
    child.stdout?.on('data', (chunk: Buffer) => this.#read(chunk));
    child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    // Writing to a server that has gone is what some tests do on purpose; its exit tells the rest.
    child.stdin?.on('error', () => {});
    child.on('error', (error) => this.#problems.push(`the server could not be started: ${error.message}`));
    this.exit = once(child, 'close').then(([code, signal]) => {
      this.#ended = true;
      if (this.#partial.length > 0) this.#problems.push('the last line of the server has no newline');
      for (const waiter of [...this.#waiters]) if (!waiter.check()) waiter.fail('the server has ended');
      return { code: code as number | null, signal: signal as NodeJS.Signals | null };
    });
  }

  /** Writes bytes as they are. */
  sendRaw(bytes: string | Uint8Array): void {
    this.child.stdin?.write(bytes);
  }

  send(message: Message): void {
    const text = JSON.stringify(message);
    this.lines.push({ from: 'client', text, message, at: performance.now() });
    this.validator?.sent(message);
    this.sendRaw(`${text}\n`);
  }

  notify(method: string, params?: unknown): void {
    this.send(params === undefined ? { method } : { method, params });
  }

  /** Sends a request and returns its reply, also an error. */
  async call(method: string, params?: unknown, id: number | string = this.#nextId++): Promise<Message> {
    const from = this.lines.length;
    this.send(params === undefined ? { method, id } : { method, id, params });
    const isReply = (l: Line) => l.from === 'server' && kindOf(l.message) === 'reply' && l.message.id === id;
    return (await this.#wait(`the reply to ${method}`, () => this.lines.slice(from).find(isReply))).message;
  }

  /** Sends a request and gives its result; an error reply is thrown. */
  async request<T = Record<string, unknown>>(method: string, params?: unknown): Promise<T> {
    const reply = await this.call(method, params);
    if (reply.error !== undefined) throw new ReplyError(method, reply.error);
    return reply.result as T;
  }

  /** Sends a request that must be refused. */
  async refused(method: string, params?: unknown): Promise<NonNullable<Message['error']>> {
    const reply = await this.call(method, params);
    if (reply.error === undefined) throw new Error(`${method} was answered: ${JSON.stringify(reply.result)}`);
    return reply.error;
  }

  /** The next line of the server that matches, after the one that `next` gave before. */
  async next(match: Match): Promise<Message> {
    const found = await this.#wait(describe(match), () => {
      const index = this.lines.findIndex((l, i) => i >= this.#cursor && matches(match, l));
      return index < 0 ? undefined : { index };
    });
    this.#cursor = found.index + 1;
    return this.lines[found.index]?.message as Message;
  }

  /** Waits until something is true of the exchange; it is asked again at each line. */
  until<T>(what: string, probe: (lines: readonly Line[]) => T): Promise<NonNullable<T>> {
    return this.#wait(what, () => probe(this.lines));
  }

  /** Messages of the server, in order. */
  received(match: Match = () => true): Message[] {
    return this.lines.filter((l) => matches(match, l)).map((l) => l.message);
  }

  /** Answers requests of the server; without it they stay open. `answer` gives the result. */
  onServerRequest(method: string, answer: Answer): void {
    this.#answers.set(method, answer);
  }

  /** Stops reading the server's output, as a client that hangs does, until the function it gives is called. */
  stopReading(): () => void {
    this.child.stdout?.pause();
    return () => void this.child.stdout?.resume();
  }

  closeInput(): void {
    this.child.stdin?.end();
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The exchange so far, for error messages. */
  show(): string {
    return show(this.lines, this.stderr);
  }

  /** Ends the server and fails when it broke a rule that holds for every test. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.child.stdout?.resume();
    if (!this.#ended) {
      this.closeInput();
      const timer = setTimeout(() => this.kill('SIGKILL'), END_WITHIN_MS);
      const { signal } = await this.exit;
      clearTimeout(timer);
      if (signal === 'SIGKILL')
        this.#problems.push(`the server did not end within ${END_WITHIN_MS} ms after its input`);
    }
    await this.exit;
    await this.removeFolders();
    const problems = [...this.#problems, ...(this.validator?.problems ?? [])];
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n\n${this.show()}`);
  }

  #read(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      this.#line(Buffer.concat([...this.#partial, rest.subarray(0, end)]));
      this.#partial = [];
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) this.#partial.push(rest);
    for (const waiter of [...this.#waiters]) waiter.check();
  }

  #line(bytes: Buffer): void {
    let message: Message;
    const text = bytes.toString();
    try {
      message = JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(bytes)) as Message;
    } catch (error) {
      this.#problems.push(`not a line of JSON: ${text.slice(0, 300)} (${String(error)})`);
      return;
    }
    this.lines.push({ from: 'server', text, message, at: performance.now() });
    this.validator?.received(message);
    if (kindOf(message) === 'request') void this.#answer(message);
  }

  async #answer(message: Message): Promise<void> {
    const answer = this.#answers.get(message.method ?? '');
    if (answer !== undefined) this.send({ id: message.id, result: await answer(message.params, message) });
  }

  #wait<T>(what: string, probe: () => T): Promise<NonNullable<T>> {
    return new Promise((resolve, reject) => {
      const failed = (why: string) => reject(new Error(`${why}; waited for ${what}\n\n${this.show()}`));
      const now = probe();
      if (now) return resolve(now);
      if (this.#ended) return failed('the server has ended');
      const done = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        check: () => {
          const found = probe();
          if (!found) return false;
          done();
          resolve(found);
          return true;
        },
        fail: (why) => {
          done();
          failed(why);
        },
      };
      const timer = setTimeout(() => waiter.fail(`${this.deadlineMs} ms have passed`), this.deadlineMs);
      this.#waiters.add(waiter);
    });
  }
}

const describe = (match: Match) => (typeof match === 'string' ? match : match.toString());
