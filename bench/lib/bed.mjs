// Where servers run: the model, a workspace, fixtures (kept) and a fresh CODEX_HOME for each run (removed).
import { execFileSync, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { generateBig, generateMany } from './rollouts.mjs';
import { Server } from './server.mjs';
import { check } from './stats.mjs';

const CLIENT = { name: 'bench', title: 'Bench', version: '1.0.0' };

const configFor = (port) => `model = "mock-model"
model_provider = "mock"
approval_policy = "never"
sandbox_mode = "danger-full-access"
model_context_window = 1000000000
model_auto_compact_token_limit = 900000000
[model_providers.mock]
name = "Mock"
base_url = "http://127.0.0.1:${port}/v1"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
stream_idle_timeout_ms = 600000
`;

/** A small repository, so that no server looks into the one around it. */
export function makeWorkspace(dir) {
  if (fs.existsSync(path.join(dir, '.git'))) return;
  fs.mkdirSync(dir, { recursive: true });
  fs.writeFileSync(path.join(dir, 'notes.txt'), 'nothing\n');
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], { cwd: dir });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'bench');
}

/** Again when a process that was killed, or a child of it, still makes files there. */
const remove = (folder) => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });

function startModel() {
  const model = fork(new URL('./model.mjs', import.meta.url), [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    model.on('message', ({ port }) => resolve({ model, port }));
    model.on('exit', () => reject(new Error('the model has ended')));
  });
}

export async function makeBed(base) {
  const { model, port } = await startModel();
  const cwd = path.join(base, 'workspace');
  const runs = path.join(base, `runs-${process.pid}`);
  makeWorkspace(cwd);
  fs.mkdirSync(runs, { recursive: true });
  let homes = 0;

  /** Made once, kept between invocations. */
  const fixture = (name, make) => {
    const dir = path.join(base, 'fixtures', name);
    const index = path.join(dir, 'index.json');
    if (!fs.existsSync(index)) {
      fs.rmSync(dir, { recursive: true, force: true });
      fs.mkdirSync(dir, { recursive: true });
      fs.writeFileSync(index, JSON.stringify(make(dir)));
    }
    return { sessions: path.join(dir, 'sessions'), index: JSON.parse(fs.readFileSync(index, 'utf8')) };
  };

  return {
    /** What a case gets of one side: `label`, `argv`, and what footprint measures. */
    side: (own) => ({
      ...own,
      cwd,
      home() {
        const dir = path.join(runs, `${own.label}${++homes}`);
        fs.mkdirSync(dir);
        fs.writeFileSync(path.join(dir, 'config.toml'), configFor(port));
        return dir;
      },
      async spawn(home, { capabilities, env } = {}) {
        const s = new Server(own.argv, home, cwd, env);
        const r = await s.request('initialize', { clientInfo: CLIENT, ...(capabilities && { capabilities }) });
        check(r.result?.userAgent, 'initialize: no userAgent');
        s.send({ method: 'initialized' });
        s.readyMs = r.t - s.started;
        s.methods = r.result.methods;
        return s;
      },
      /** Hard links: nothing writes into these. */
      manyRollouts(home, { count, noise }) {
        const f = fixture(`${noise ? 'noise' : 'many'}-${count}`, (dir) => generateMany(dir, { count, noise }));
        execFileSync('cp', ['-al', f.sessions, home]);
        return f.index;
      },
      bigRollout(home, mb) {
        const f = fixture(`big-${mb}`, (dir) => generateBig(dir, { mb }));
        execFileSync('cp', ['-a', f.sessions, home]);
        return f.index;
      },
      modelStats: async (id) => (await fetch(`http://127.0.0.1:${port}/stats?id=${id}`)).json(),
    }),
    cleanHomes() {
      for (const d of fs.readdirSync(runs)) remove(path.join(runs, d));
    },
    close() {
      model.removeAllListeners('exit');
      model.disconnect();
      remove(runs);
    },
  };
}
