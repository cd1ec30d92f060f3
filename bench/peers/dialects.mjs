// How a program is told to get ready, to make a session, and to do a turn. `turn` returns when the program has reported the end.
import http from 'node:http';
import * as v1 from '../lib/v1.mjs';
import * as v2 from '../lib/v2.mjs';

const clientInfo = { name: 'bench', title: 'Bench', version: '1.0.0' };

/** `codex app-server`, either protocol. */
const appServer = (protocol) => ({
  deltaOf: protocol.deltaOf,
  async ready(p) {
    await p.request('initialize', { clientInfo });
    p.send({ method: 'initialized' });
  },
  async session(p) {
    p.session = await protocol.create(p, p.cwd);
    await protocol.listen(p, p.session);
  },
  async turn(p, text) {
    const ended = p.wait((m) => protocol.isEnd(m) || protocol.isError(m), 'end of the turn');
    await protocol.sendTurn(p, p.session, text);
    const last = await ended;
    if (protocol.isError(last)) throw new Error(JSON.stringify(last).slice(0, 300));
  },
});

/** Agent Client Protocol. */
const acp = {
  jsonrpc: '2.0',
  deltaOf: (m) =>
    m.params?.update?.sessionUpdate === 'agent_message_chunk' ? m.params.update.content.text : undefined,
  async ready(p) {
    p.onRequest = ({ id, method }) => {
      if (method !== undefined && id !== undefined)
        p.send({ jsonrpc: '2.0', id, error: { code: -32601, message: 'not offered' } });
    };
    const clientCapabilities = { fs: { readTextFile: false, writeTextFile: false }, terminal: false };
    await p.request('initialize', { protocolVersion: 1, clientInfo, clientCapabilities });
  },
  async session(p) {
    const { result } = await p.request('session/new', { cwd: p.cwd, mcpServers: [] });
    p.session = result.sessionId;
  },
  async turn(p, text) {
    const { result } = await p.request('session/prompt', { sessionId: p.session, prompt: [{ type: 'text', text }] });
    if (result.stopReason !== 'end_turn') throw new Error(`the turn ended with ${result.stopReason}`);
  },
};

/** The RPC mode of pi. */
const pi = {
  deltaOf: (m) =>
    m.type === 'message_update' && m.assistantMessageEvent?.type === 'text_delta'
      ? m.assistantMessageEvent.delta
      : undefined,
  async command(p, type, rest) {
    const answered = p.wait((m) => m.type === 'response' && m.command === type, type);
    p.send({ type, ...rest });
    const answer = await answered;
    if (!answer.success) throw new Error(`${type}: ${JSON.stringify(answer).slice(0, 300)}`);
  },
  ready: (p) => pi.command(p, 'get_state'),
  session: (p) => pi.command(p, 'new_session'),
  async turn(p, message) {
    const ended = p.wait((m) => m.type === 'agent_end', 'agent_end');
    await pi.command(p, 'prompt', { message });
    await ended;
  },
};

/** The stream-json mode of Claude Code. It has no request that makes a session: the first message does. */
const claude = {
  deltaOf: (m) =>
    m.type === 'stream_event' && m.event.type === 'content_block_delta' ? m.event.delta.text : undefined,
  async ready(p) {
    const answered = p.wait((m) => m.type === 'control_response', 'control_response');
    p.send({ type: 'control_request', request_id: '1', request: { subtype: 'initialize', hooks: null } });
    await answered;
  },
  async turn(p, content) {
    const ended = p.wait((m) => m.type === 'result', 'result');
    p.send({ type: 'user', message: { role: 'user', content }, parent_tool_use_id: null, session_id: '' });
    const last = await ended;
    if (last.is_error) throw new Error(JSON.stringify(last).slice(0, 300));
  },
};

/** The HTTP server of opencode, with its stream of events. */
const opencode = {
  deltaOf: (m) => (m.type === 'message.part.delta' && m.properties.field === 'text' ? m.properties.delta : undefined),
  async ask(p, method, url, body) {
    const headers = { 'content-type': 'application/json' };
    const r = await fetch(p.base + url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!r.ok) throw new Error(`${url}: ${r.status} ${(await r.text()).slice(0, 300)}`);
    return r.json();
  },
  async ready(p) {
    const { line } = await p.wait((m) => /http:\/\/[\d.]+:\d+/.test(m.line ?? ''), 'address');
    [p.base] = /http:\/\/[\d.]+:\d+/.exec(line);
    await opencode.ask(p, 'GET', '/config');
  },
  async session(p) {
    await new Promise((resolve, reject) => {
      const request = http.get(`${p.base}/event`, (events) => {
        let rest = '';
        p.closing.push(() => events.destroy());
        events.on('error', () => {});
        events.setEncoding('utf8').on('data', (data) => {
          resolve();
          const frames = (rest + data).split('\n\n');
          rest = frames.pop();
          for (const frame of frames) if (frame.startsWith('data: ')) p.onLine(frame.slice(6));
        });
      });
      request.on('error', reject);
    });
    p.session = (await opencode.ask(p, 'POST', '/session', {})).id;
  },
  async turn(p, text) {
    const idle = p.wait((m) => m.type === 'session.idle' && m.properties.sessionID === p.session, 'session.idle');
    await opencode.ask(p, 'POST', `/session/${p.session}/message`, { parts: [{ type: 'text', text }] });
    await idle;
  },
};

export const dialects = { v1: appServer(v1), v2: appServer(v2), acp, pi, claude, opencode };
