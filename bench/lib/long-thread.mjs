import fs from 'node:fs';
import path from 'node:path';
import { uuid7 } from './rollouts.mjs';

const PARTS = 10;

/** Makes a conversation of so many megabytes: long turns of commands with long outputs, with a compaction after every 20. Returns what a test can check. */
export function makeLongThread(home, mb) {
  const start = Date.UTC(2026, 5, 30, 12, 0, 0);
  const id = uuid7(start, mb);
  const time = new Date(start).toISOString();
  const dir = path.join(home, 'sessions', '2026', '06', '30');
  const file = path.join(dir, `rollout-2026-06-30T12-00-00-${id}.jsonl`);
  fs.mkdirSync(dir, { recursive: true });
  const fd = fs.openSync(file, 'w');
  let ordinal = 0;
  let bytes = 0;
  let pending = '';
  const write = (type, payload) => {
    pending += `{"timestamp":"${time}","ordinal":${ordinal++},"type":"${type}","payload":${JSON.stringify(payload)}}\n`;
    if (pending.length < 1 << 22) return;
    bytes += fs.writeSync(fd, pending);
    pending = '';
  };
  const message = (role, type, text) => write('response_item', { type: 'message', role, content: [{ type, text }] });
  const item = (turn_id, body) =>
    write('event_msg', {
      type: 'item_completed',
      thread_id: id,
      turn_id,
      item: body,
      started_at_ms: start,
      completed_at_ms: start,
    });
  write('session_meta', {
    id,
    timestamp: time,
    cwd: home,
    originator: 'bench',
    cli_version: '1',
    instructions: null,
    source: 'vscode',
    model_provider: 'mock',
    history_mode: 'paginated',
  });
  message('user', 'input_text', `<environment_context>\n  <cwd>${home}</cwd>\n</environment_context>`);
  const sandbox_policy = { mode: 'danger-full-access' };
  const settings = { cwd: home, approval_policy: 'never', sandbox_policy, model: 'mock-model', summary: 'auto' };
  let turns = 0;
  for (; bytes + pending.length < mb * 1e6; turns++) {
    const turn_id = `turn-${turns}`;
    write('event_msg', { type: 'turn_started', turn_id, started_at_ms: start, model_context_window: null });
    write('turn_context', { turn_id, ...settings });
    const asked = `question ${turns}`;
    message('user', 'input_text', asked);
    const content = [{ type: 'text', text: asked, text_elements: [] }];
    item(turn_id, { type: 'UserMessage', id: `user-${turns}`, content });
    write('event_msg', { type: 'user_message', message: asked, kind: 'plain' });
    for (let n = 0; n < PARTS; n++) {
      const call_id = `call-${turns}-${n}`;
      const output = `line ${n} of the output of turn ${turns}\n`.repeat(600);
      const args = JSON.stringify({ command: ['cat', `file-${n}`] });
      write('response_item', { type: 'function_call', name: 'shell', arguments: args, call_id });
      write('response_item', { type: 'function_call_output', call_id, output: output.slice(0, 8000) });
      item(turn_id, {
        type: 'CommandExecution',
        id: call_id,
        command: ['cat', `file-${n}`],
        cwd: 'file:///work',
        parsed_cmd: [],
        source: 'agent',
        status: 'completed',
        aggregated_output: output,
        exit_code: 0,
        duration: { secs: 1, nanos: 0 },
      });
    }
    const text = `answer ${turns}`;
    message('assistant', 'output_text', text);
    item(turn_id, { type: 'AgentMessage', id: `agent-${turns}`, content: [{ type: 'Text', text }] });
    write('event_msg', { type: 'agent_message', message: text });
    if (turns % 20 === 19) write('compacted', { message: `summary ${turns}` });
    const times = { started_at_ms: start, completed_at_ms: start };
    write('event_msg', { type: 'turn_complete', turn_id, last_agent_message: text, ...times });
  }
  fs.writeSync(fd, pending);
  fs.closeSync(fd);
  return { id, file, turns, items: turns * (PARTS + 2) };
}
