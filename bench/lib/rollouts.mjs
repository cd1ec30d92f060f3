// Synthetic rollout files, line for line of the kinds that the reference itself writes.
import fs from 'node:fs';
import path from 'node:path';

const hex = (n, len) => n.toString(16).padStart(len, '0');
/** A UUIDv7 of that time; `k` makes it unique (no randomness: a fixture is the same every time). */
export function uuid7(ms, k) {
  const h = hex(ms, 12);
  return `${h.slice(0, 8)}-${h.slice(8)}-7${hex(k & 0xfff, 3)}-8${hex((k >>> 12) & 0xfff, 3)}-${hex((k * 2654435761) % 2 ** 48, 12)}`;
}
const BLOCK = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore. ';

function writer(start) {
  const lines = [];
  let ms = start;
  let bytes = 0;
  return {
    lines,
    get bytes() {
      return bytes;
    },
    add(type, payload) {
      ms += 7;
      const timestamp = new Date(ms).toISOString();
      const l = JSON.stringify({ timestamp, type, payload });
      bytes += l.length + 1;
      lines.push(l);
    },
  };
}

function meta(w, id, start, cwd, source) {
  const timestamp = new Date(start).toISOString();
  w.add('session_meta', {
    id,
    timestamp,
    cwd,
    originator: 'codex_cli_rs',
    cli_version: '0.44.0',
    instructions: null,
    source,
  });
}

function turn(w, k, cwd, prompt, reply, toolBytes) {
  const env = `<environment_context>\n  <cwd>${cwd}</cwd>\n  <approval_policy>never</approval_policy>\n  <sandbox_mode>danger-full-access</sandbox_mode>\n  <network_access>enabled</network_access>\n  <shell>bash</shell>\n</environment_context>`;
  const user = (text) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
  if (k === 0) w.add('response_item', user(env));
  w.add('response_item', user(prompt));
  w.add('event_msg', { type: 'user_message', message: prompt, kind: 'plain' });
  w.add('turn_context', {
    cwd,
    approval_policy: 'never',
    sandbox_policy: { mode: 'danger-full-access' },
    model: 'mock-model',
    summary: 'auto',
  });
  if (toolBytes) {
    const call_id = `call_${k}`;
    const command = ['bash', '-lc', `sed -n 1,200p src/file${k}.rs`];
    w.add('response_item', { type: 'function_call', name: 'shell', arguments: JSON.stringify({ command }), call_id });
    const output = BLOCK.repeat(Math.ceil(toolBytes / BLOCK.length)).slice(0, toolBytes);
    w.add('response_item', {
      type: 'function_call_output',
      call_id,
      output: JSON.stringify({ output, metadata: { exit_code: 0, duration_seconds: 0.1 } }),
    });
  }
  w.add('event_msg', { type: 'agent_message', message: reply });
  const usage = {
    input_tokens: 10,
    cached_input_tokens: 0,
    output_tokens: 5,
    reasoning_output_tokens: 0,
    total_tokens: 15,
  };
  const info = { total_token_usage: usage, last_token_usage: usage, model_context_window: null };
  w.add('event_msg', { type: 'token_count', info, rate_limits: { primary: null, secondary: null } });
  w.add('response_item', { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: reply }] });
}

function fileOf(sessions, start, id) {
  const iso = new Date(start).toISOString();
  const [y, m, d] = iso.slice(0, 10).split('-');
  const dir = path.join(sessions, y, m, d);
  return { dir, file: path.join(dir, `rollout-${iso.slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`) };
}

/**
 * `count` sessions, newest first in the returned list, `perDay` a day going back from a fixed date.
 * noise: of every 20 sessions 19 are non-interactive ("exec"); the returned list holds the interactive ones.
 */
export function generateMany(home, { count, noise = false, perDay = 100 }) {
  const newest = Date.UTC(2026, 5, 30, 22, 0, 0);
  const out = [];
  const made = new Set();
  for (let i = 0; i < count; i++) {
    const start = newest - Math.floor(i / perDay) * 86400e3 - (i % perDay) * 700e3;
    const id = uuid7(start, i);
    const { dir, file } = fileOf(path.join(home, 'sessions'), start, id);
    const source = noise && i % 20 !== 7 ? 'exec' : 'vscode';
    const w = writer(start);
    meta(w, id, start, '/workspace/project', source);
    turn(w, 0, '/workspace/project', `please look at item ${i}`, `done with ${i}`, 0);
    if (!made.has(dir)) {
      fs.mkdirSync(dir, { recursive: true });
      made.add(dir);
    }
    fs.writeFileSync(file, `${w.lines.join('\n')}\n`);
    if (source === 'vscode') out.push({ id, preview: `please look at item ${i}`, file: path.relative(home, file) });
  }
  return out;
}

/** One session of about `mb` megabytes: turns of a prompt, a command with ~4 KB of output, and a reply. */
export function generateBig(home, { mb }) {
  const start = Date.UTC(2026, 5, 30, 12, 0, 0);
  const id = uuid7(start, mb);
  const { dir, file } = fileOf(path.join(home, 'sessions'), start, id);
  fs.mkdirSync(dir, { recursive: true });
  const fd = fs.openSync(file, 'w');
  const w = writer(start);
  meta(w, id, start, '/workspace/project', 'vscode');
  let turns = 0;
  while (w.bytes < mb * 1e6) {
    turn(w, turns, '/workspace/project', `question ${turns}: ${BLOCK}`, `answer ${turns}: ${BLOCK.repeat(4)}`, 4000);
    turns++;
    if (w.lines.length > 5000) {
      fs.writeSync(fd, `${w.lines.join('\n')}\n`);
      w.lines.length = 0;
    }
  }
  if (w.lines.length) fs.writeSync(fd, `${w.lines.join('\n')}\n`);
  fs.closeSync(fd);
  return {
    id,
    file: path.relative(home, file),
    turns,
    last: `answer ${turns - 1}: ${BLOCK.repeat(4)}`,
    bytes: w.bytes,
  };
}
