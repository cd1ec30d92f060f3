/*
 * A small MCP server on stdin and stdout, without any library. Its one argument is JSON:
 *   journal    a file that gets a line of JSON for its start (`{"pid":…,"env":[names]}`) and for each message that comes
 *   tools      what it lists; pageSize: so many at a time
 *   waitFor    begins when this file is there
 *   hang       answers nothing at all
 *   exit       ends at once with this code; says: a line for stderr before that
 *   greet      prints a line that is no message
 *   raw        method or tool name to a text that is written as it is in place of an answer; `$ID` is the id of the request
 *   change     {when, tool}: once the file `when` is there, the tool of that name is replaced by this one, which is announced
 *   many       lists so many further tools; endless: pages of its list have no end
 *   flood      after the greeting it says so often that its tools have changed
 *   calls      tool name to what its call does: {result}, {error}, {exit, says}, {never: true}, {add: tool}, {long: bytes}, {announce: times}, {replace: tool}, {echo: true},
 *              {ask: params of elicitation/create}: the answer goes into the result, unless {leave: true} ends the call at once
 */
import { appendFileSync, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const {
  journal,
  tools = [],
  pageSize,
  hang,
  exit,
  says,
  greet,
  waitFor,
  change,
  many = 0,
  endless,
  flood = 0,
  raw = {},
  calls = {},
} = JSON.parse(process.argv[2] ?? '{}');

const note = (entry) => journal && appendFileSync(journal, `${JSON.stringify(entry)}\n`);
const write = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const leave = (code, words) => {
  if (words) process.stderr.write(`${words}\n`);
  process.exit(code);
};

// More than fits on a command line.
for (const { inputSchema } of tools) if (inputSchema?.fill) inputSchema.description = 'x'.repeat(inputSchema.fill);
for (let i = 0; i < many; i++) tools.push({ name: `m${i}`, inputSchema: { type: 'object' } });

note({ pid: process.pid, env: Object.keys(process.env).sort(), cwd: process.cwd() });
if (exit !== undefined) leave(exit, says);
while (waitFor && !existsSync(waitFor)) await pause(5);
if (greet) process.stdout.write('hello, this is no message\n');

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: { listChanged: true } },
    serverInfo: { name: 'small', version: '1' },
  }),
  ping: () => ({}),
  'tools/list': (params) => {
    if (endless)
      return { tools: [{ name: `e${params?.cursor ?? 0}` }], nextCursor: String(Number(params?.cursor ?? 0) + 1) };
    const from = Number(params?.cursor ?? 0);
    const to = pageSize ? from + pageSize : tools.length;
    return { tools: tools.slice(from, to), ...(to < tools.length ? { nextCursor: String(to) } : {}) };
  },
};

const asked = new Map();

function call(id, { name, arguments: args }) {
  const act = calls[name] ?? { echo: true };
  if (act.ask) {
    const question = `q${id}`;
    asked.set(question, id);
    write({ id: question, method: 'elicitation/create', params: act.ask });
    if (act.leave) write({ id, result: { content: [{ type: 'text', text: 'left' }] } });
    return;
  }
  if (act.never) return;
  if (act.exit !== undefined) return leave(act.exit, act.says);
  if (act.error) return write({ id, error: act.error });
  if (act.long) act.result.content.push({ type: 'text', text: `first ${'x'.repeat(act.long)} last` });
  if (act.replace)
    tools.splice(
      tools.findIndex((tool) => tool.name === act.replace.name),
      1,
      act.replace,
    );
  for (let i = 0; i < (act.announce ?? 0); i++) write({ method: 'notifications/tools/list_changed' });
  if (act.add) {
    tools.push(act.add);
    write({ method: 'notifications/tools/list_changed' });
  }
  write({ id, result: act.result ?? { content: [{ type: 'text', text: `got ${JSON.stringify(args)}` }] } });
}

if (change) {
  const timer = setInterval(() => {
    if (!existsSync(change.when)) return;
    clearInterval(timer);
    tools.splice(
      tools.findIndex(({ name }) => name === change.tool.name),
      1,
      change.tool,
    );
    write({ method: 'notifications/tools/list_changed' });
  }, 5).unref();
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, method, params } = JSON.parse(line);
    note({ id, method, params });
    if (method === 'notifications/initialized')
      for (let i = 0; i < flood; i++) write({ method: 'notifications/tools/list_changed' });
    if (method === undefined && asked.has(id)) {
      const { result, error } = JSON.parse(line);
      // Clients write the members in another order.
      const { action, content, _meta } = result ?? {};
      return write({
        id: asked.get(id),
        result: { content: [{ type: 'text', text: JSON.stringify(error ?? { action, content, _meta }) }] },
      });
    }
    if (hang || id === undefined || method === undefined) return;
    const text = raw[method === 'tools/call' ? params.name : method];
    if (text !== undefined) return process.stdout.write(`${text.replaceAll('$ID', id)}\n`);
    if (method === 'tools/call') return call(id, params);
    const answer = answers[method];
    write(answer ? { id, result: answer(params) } : { id, error: { code: -32601, message: 'Method not found' } });
  })
  .on('close', () => process.exit(0));
