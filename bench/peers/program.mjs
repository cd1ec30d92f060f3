// A program of any maker that is driven over its stdin and stdout, a JSON message on each line.
import { spawn } from 'node:child_process';
import { cpuMs, memory, treeOf } from '../lib/proc.mjs';
import { nowMs, sleep } from '../lib/stats.mjs';

const LIMIT = 60_000;

export class Program {
  #child;
  #rest = '';
  #waiters = new Set();
  #id = 0;
  #ended;
  #errors = '';

  /** `deltaOf` finds text of the answer in a message. `jsonrpc` goes into each request. */
  constructor({ argv, cwd, env, deltaOf, jsonrpc }) {
    this.started = nowMs();
    this.cwd = cwd;
    this.text = '';
    this.deltas = 0;
    this.deltaOf = deltaOf;
    this.jsonrpc = jsonrpc;
    this.closing = [];
    this.#child = spawn(argv[0], argv.slice(1), { cwd, env, detached: true, stdio: 'pipe' });
    this.#child.stdin.on('error', () => {});
    this.#child.stdout.setEncoding('utf8').on('data', (data) => this.#onData(data));
    this.#child.stderr.setEncoding('utf8').on('data', (data) => {
      this.#errors = (this.#errors + data).slice(-600);
    });
    this.exited = new Promise((resolve) => {
      const ended = (why) => {
        this.#ended = `ended (${why}): ${this.#errors}`;
        for (const waiter of this.#waiters) waiter.reject(new Error(this.#ended));
        resolve();
      };
      this.#child.on('exit', (code, signal) => ended(code ?? signal));
      this.#child.on('error', (e) => ended(e.message));
    });
  }

  get pid() {
    return this.#child.pid;
  }
  cpu() {
    return cpuMs(this.pid);
  }
  memory() {
    return memory(this.pid).rss;
  }

  #onData(data) {
    const lines = (this.#rest + data).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) if (line.trim()) this.onLine(line);
  }

  onLine(line) {
    let message;
    try {
      message = JSON.parse(line);
    } catch {
      message = { line };
    }
    const delta = this.deltaOf(message);
    if (delta) {
      this.text += delta;
      this.deltas++;
      return;
    }
    this.onRequest?.(message);
    for (const waiter of this.#waiters) if (waiter.isIt(message)) waiter.resolve(message);
  }

  send(message) {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** The first message from now on for which `isIt` is true. */
  async wait(isIt, what) {
    if (this.#ended) throw new Error(this.#ended);
    let waiter;
    let timer;
    try {
      return await new Promise((resolve, reject) => {
        waiter = { isIt, resolve, reject };
        this.#waiters.add(waiter);
        timer = setTimeout(() => reject(new Error(`no ${what}: ${this.#errors}`)), LIMIT);
      });
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    }
  }

  /** A JSON-RPC request, as lib/v1.mjs and lib/v2.mjs make them. */
  async request(method, params) {
    const id = ++this.#id;
    const answered = this.wait((m) => m.id === id && m.method === undefined, method);
    this.send({ ...(this.jsonrpc && { jsonrpc: this.jsonrpc }), id, method, ...(params && { params }) });
    const { result, error } = await answered;
    if (error) throw new Error(`${method}: ${JSON.stringify(error).slice(0, 300)}`);
    return { result, t: nowMs() };
  }

  async stop() {
    const pids = treeOf(this.pid);
    for (const close of this.closing) close();
    this.#child.stdin.end();
    await Promise.race([this.exited, sleep(2000)]);
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {} // it has ended
    }
    await this.exited;
  }
}
