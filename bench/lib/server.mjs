// A server under test: a process and line-delimited JSON-RPC over its stdin and stdout.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { nowMs } from './stats.mjs';

const alive = new Set();
export function killAll() {
  for (const s of alive) s.kill();
}
process.on('exit', killAll);

const PARSE_LIMIT = 300e6; // a longer line is not parsed (a JS string ends at 512 MB) but still timed

export class Server {
  constructor(argv, home, cwd, env = {}) {
    this.started = nowMs();
    const log = fs.openSync(path.join(home, 'bench-stderr.log'), 'a');
    const { PATH, LANG } = process.env;
    this.child = spawn(argv[0], argv.slice(1), {
      cwd,
      stdio: ['pipe', 'pipe', log],
      env: { PATH, LANG, HOME: home, CODEX_HOME: home, TZ: 'UTC', TERM: 'dumb', ...passed(), ...env },
    });
    fs.closeSync(log);
    this.pid = this.child.pid;
    this.id = 0;
    this.pending = new Map();
    this.notes = []; // {t, msg, bytes} notifications since the last drain()
    this.waiters = [];
    this.parts = []; // pieces of an unfinished line
    this.capture = null;
    this.dead = null;
    alive.add(this);
    this.child.stdin.on('error', () => {});
    this.child.stdout.on('data', (d) => (this.capture ? this.onCapture(d) : this.onData(d, nowMs())));
    this.exited = new Promise((r) =>
      this.child.on('exit', (code, sig) => {
        this.fail(`server exited (${code ?? sig})`);
        alive.delete(this);
        r();
      }),
    );
    this.child.on('error', (e) => this.fail(e.message));
  }

  fail(why) {
    this.dead ??= why;
    for (const p of this.pending.values()) p.reject(new Error(why));
    this.pending.clear();
    for (const w of this.waiters.splice(0)) w.reject(new Error(why));
    this.capture?.reject(new Error(why));
  }

  onData(d, t) {
    let from = 0;
    for (;;) {
      const nl = d.indexOf(10, from);
      if (nl < 0) {
        if (from < d.length) this.parts.push(from ? d.subarray(from) : d);
        return;
      }
      const piece = d.subarray(from, nl);
      let line = piece;
      if (this.parts.length) {
        this.parts.push(piece);
        line = Buffer.concat(this.parts);
        this.parts = [];
      }
      from = nl + 1;
      if (line.length) this.onLine(line, t);
    }
  }

  onLine(line, t) {
    if (line.length > PARSE_LIMIT) {
      const head = /"id":(\d+)/.exec(line.toString('latin1', 0, 100) + line.toString('latin1', line.length - 100));
      const p = head && this.pending.get(Number(head[1]));
      if (p) {
        this.pending.delete(Number(head[1]));
        p.resolve({ t, bytes: line.length, raw: line });
      }
      return;
    }
    const msg = JSON.parse(line.toString('utf8'));
    if (msg.method === undefined && msg.id !== undefined) {
      const p = this.pending.get(msg.id);
      this.pending.delete(msg.id);
      if (!p) return;
      if (msg.error) p.reject(new Error(`${p.method}: ${JSON.stringify(msg.error).slice(0, 300)}`));
      else p.resolve({ t, result: msg.result, bytes: line.length });
      return;
    }
    const note = { t, msg, bytes: line.length };
    this.notes.push(note);
    for (let i = 0; i < this.waiters.length; i++) {
      if (this.waiters[i].pred(msg)) {
        this.waiters.splice(i, 1)[0].resolve(note);
        i--;
      }
    }
  }

  /** Collects raw output, parsing nothing, until `marker` was seen `want` times; returns its lines with times. */
  record(marker, want) {
    const chunks = [];
    const m = Buffer.from(marker);
    let seen = 0,
      tail = Buffer.alloc(0);
    const p = new Promise((resolve, reject) => {
      this.capture = { resolve, reject };
    });
    p.catch(() => {});
    this.onCapture = (d) => {
      chunks.push({ t: nowMs(), d });
      const hay = Buffer.concat([tail, d]);
      let last = 0;
      for (let at = hay.indexOf(m); at >= 0; at = hay.indexOf(m, last)) {
        seen++;
        last = at + m.length;
      }
      tail = Buffer.from(hay.subarray(Math.max(last, hay.length - m.length + 1)));
      if (seen >= want && d[d.length - 1] === 10) this.capture.resolve();
    };
    return p.then(() => {
      this.capture = null;
      const before = this.notes.length;
      for (const c of chunks) this.onData(c.d, c.t);
      return this.notes.splice(before);
    });
  }

  send(obj) {
    this.child.stdin.write(`${JSON.stringify(obj)}\n`);
  }

  request(method, params) {
    if (this.dead) return Promise.reject(new Error(this.dead));
    const id = ++this.id;
    const p = new Promise((resolve, reject) => this.pending.set(id, { resolve, reject, method }));
    this.send(params === undefined ? { id, method } : { id, method, params });
    return p;
  }

  /** Resolves on the first notification for which pred is true, among those not yet drained or to come. */
  wait(pred) {
    const got = this.notes.find((n) => pred(n.msg));
    if (got) return Promise.resolve(got);
    return new Promise((resolve, reject) => this.waiters.push({ pred, resolve, reject }));
  }

  drain() {
    return this.notes.splice(0);
  }
  kill() {
    try {
      process.kill(this.pid, 'SIGKILL');
    } catch {}
  }

  async close() {
    if (this.dead) return;
    this.child.stdin.end();
    const timer = setTimeout(() => this.kill(), 1500);
    await this.exited;
    clearTimeout(timer);
  }
}

function passed() {
  // BENCH_ENV_* reaches the servers without its prefix
  const out = {};
  for (const [k, v] of Object.entries(process.env)) if (k.startsWith('BENCH_ENV_')) out[k.slice(10)] = v;
  return out;
}
