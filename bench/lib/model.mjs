// A model: the Responses API (SSE), in a separate process. What a turn does is set by a directive in the user's
// message: [[bench id=ID deltas=N size=BYTES pace=MS tools=K cmd=true|flood]]
// Every delta carries its number and the monotonic time (µs) at which it was handed to the socket,
// so that a driver on the same machine can compute the latency that the server added.
import http from 'node:http';

const now = () => Number(process.hrtime.bigint() / 1000n);
const stats = new Map(); // directive id -> what this model saw
let serial = 0;

const COMMANDS = {
  flood: `yes 0123456789012345678901234567890123456789012345678 | head -c ${20e6}`,
};

function directive(body) {
  const at = body.lastIndexOf('[[bench ');
  if (at < 0) return { id: 'none', deltas: 2, size: 40, pace: 0, tools: 0, cmd: 'true' };
  const text = body.toString('latin1', at + 8, body.indexOf(']]', at));
  const d = { id: 'none', deltas: 2, size: 40, pace: 0, tools: 0, cmd: 'true' };
  for (const pair of text.split(' ')) {
    const [key, value] = pair.split('=');
    d[key] = key === 'id' || key === 'cmd' ? value : Number(value);
  }
  return d;
}

function statOf(id) {
  if (!stats.has(id)) stats.set(id, { requests: 0, arrived: [], issued: 0, outputs: [], bytes: 0, lastSent: 0 });
  return stats.get(id);
}

const frame = (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/** Calls the tool for commands that the server offers: its name depends on the protocol. */
function toolCall({ tools }, d, st) {
  const call_id = `call_${d.id}_${st.issued}`;
  const line = d.cmd === 'true' ? 'true' : COMMANDS[d.cmd];
  const [name, args] = tools.some((tool) => tool.name === 'exec_command')
    ? ['exec_command', { cmd: line }]
    : ['shell', { command: d.cmd === 'true' ? ['true'] : ['bash', '-c', line] }];
  return { type: 'function_call', call_id, name, arguments: JSON.stringify(args) };
}

function noteOutputs({ input }, d, st) {
  const items = input.filter((i) => i.type === 'function_call_output' && i.call_id.startsWith(`call_${d.id}_`));
  st.outputs = items.map((i) => {
    const text = typeof i.output === 'string' ? i.output : JSON.stringify(i.output);
    return { bytes: text.length, head: text.slice(0, 160) };
  });
}

function stream(res, d, _st, done) {
  const id = `msg_${serial}`;
  const text = [];
  const one = (i) => {
    const t = `#${i} ${now()} `.padEnd(d.size, 'x');
    text.push(t);
    return `event: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_id":"${id}","output_index":0,"content_index":0,"delta":"${t}"}\n\n`;
  };
  const finish = () => {
    const item = { type: 'message', role: 'assistant', id, content: [{ type: 'output_text', text: text.join('') }] };
    res.write(frame({ type: 'response.output_item.done', item }));
    done();
  };
  res.write(
    frame({ type: 'response.output_item.added', item: { type: 'message', role: 'assistant', id, content: [] } }),
  );
  let i = 0;
  if (d.pace > 0) {
    const start = now();
    const tick = () => {
      while (i < d.deltas && now() >= start + i * d.pace * 1000) res.write(one(i++));
      if (i < d.deltas) setTimeout(tick, Math.max(0, (start + i * d.pace * 1000 - now()) / 1000));
      else finish();
    };
    tick();
    return;
  }
  const burst = () => {
    for (let k = 0; k < 256 && i < d.deltas; k++) res.write(one(i++));
    if (i >= d.deltas) finish();
    else if (res.writableLength > 1 << 20) res.once('drain', burst);
    else setImmediate(burst);
  };
  burst();
}

const server = http.createServer((req, res) => {
  if (req.method === 'GET' && req.url.startsWith('/stats')) {
    const id = new URL(req.url, 'http://x').searchParams.get('id');
    res.end(JSON.stringify(stats.get(id) ?? null));
    return;
  }
  const chunks = [];
  req.on('data', (c) => chunks.push(c));
  req.on('end', () => {
    if (!req.url.includes('/responses')) {
      res.writeHead(404);
      res.end('{}');
      return;
    }
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    const d = directive(body);
    const st = statOf(d.id);
    st.requests++;
    st.bytes = body.length;
    if (st.arrived.length < 4) st.arrived.push(now());
    const rid = `resp_${++serial}`;
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(frame({ type: 'response.created', response: { id: rid } }));
    const done = () => {
      const usage = {
        input_tokens: 10,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 5,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 15,
      };
      st.lastSent = now();
      res.end(frame({ type: 'response.completed', response: { id: rid, usage } }));
    };
    const asked = d.tools > 0 ? JSON.parse(body) : undefined;
    if (asked) noteOutputs(asked, d, st);
    if (st.issued < d.tools) {
      res.write(frame({ type: 'response.output_item.done', item: toolCall(asked, d, st) }));
      st.issued++;
      done();
    } else stream(res, d, st, done);
  });
});
server.keepAliveTimeout = 0; // never close an idle connection: a client would see a race, not a slow server
server.requestTimeout = 0;
server.headersTimeout = 0;
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => process.send?.({ port: server.address().port }));
process.on('disconnect', () => process.exit(0));
