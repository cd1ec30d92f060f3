import { expect, it } from 'vitest';
import { small, tool } from '../support/mcp.js';
import { startMcpHttp } from '../support/mcp-http.js';
import { mcpSession } from './mcp-session.js';

// C302
const GOOD = '"content":[{"type":"text","text":"fine"}]';
const FINE = '[{"type":"text","text":"fine"}]';
const UNREADABLE = /^tool call error: tool call failed for `srv\/t`: the answer cannot be read: .* \(code -32700\)$/;

/** What a server writes in answer to a call, and what the model reads. `$ID` is the id of the request. */
const ANSWERS: readonly (readonly [string, string | RegExp])[] = [
  [`{"jsonrpc":"2.0","id":$ID,"result":{${GOOD}},"error":null}`, FINE],
  [`\uFEFF{"jsonrpc":"2.0","id":$ID,"result":{${GOOD}}}`, FINE],
  [`{"jsonrpc":"2.0","id":"$ID","result":{${GOOD},"isError":null,"structuredContent":null,"_meta":null}}`, FINE],
  [`{"id":$ID,"result":{${GOOD}},"method":null}`, FINE],
  [`[{"jsonrpc":"2.0","id":$ID,"result":{${GOOD}}}]`, FINE],
  [`{"jsonrpc":"2.0","id":$ID,"error":{},"result":{${GOOD}}}`, FINE],
  ['{"jsonrpc":"2.0","id":$ID,"result":{"content":"fine"}}', FINE],
  [
    '{"jsonrpc":"2.0","id":$ID,"result":{"content":[{"type":"text","text":"fine","annotations":null,"_meta":null}]}}',
    FINE,
  ],
  ['{"jsonrpc":"2.0","id":$ID,"result":{"content":null}}', '[]'],
  ['{"jsonrpc":"2.0","id":$ID,"result":null,"error":"it is broken"}', /: it is broken \(code -32603\)$/],
  ['{"jsonrpc":"2.0","id":$ID,"error":{"code":"-32000","message":null}}', / \(code -32000\)$/],
  ['{"jsonrpc":"2.0","id":$ID,"error":{"message":"no code"}}', /: no code \(code -32603\)$/],
  ['{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"what?"}}', /: what\? \(code -32700\)$/],
  ['{"jsonrpc":"2.0","id":$ID,"error":[1]}', /: \[1\] \(code -32603\)$/],
  [`{"jsonrpc":"2.0","id":$ID,"method":"tools/call","params":{},"result":{${GOOD}}}`, FINE],
  ['{"jsonrpc":"2.0","id":$ID,"result":{"toolResult":"fine"}}', /"text":"\{\\"toolResult\\":\\"fine\\"\}"/],
  ['{\n"jsonrpc":"2.0",\n"id":$ID,\n"result":{}\n', UNREADABLE],
  ['{"jsonrpc":"2.0","id":$ID}', UNREADABLE],
  ['{"jsonrpc":"2.0","id":$ID,"result":null,"error":null}', UNREADABLE],
  ['{"jsonrpc":"2.0","id":$ID,"result":"fine"}', UNREADABLE],
  ['{"jsonrpc":"2.0","id":$ID,"result":{"content":[NaN]}}', UNREADABLE],
  ['{"jsonrpc":"2.0","id":$ID,"result":{"content":[', UNREADABLE],
  [`{"jsonrpc":"2.0","id":$ID,"result":{"content":[${'['.repeat(5000)}${']'.repeat(5000)}]}}`, UNREADABLE],
  [
    '{"jsonrpc":"2.0","id":$ID,"result":{"content":[{"type":"text","text":"half \\ud83d"}]}}',
    '[{"type":"text","text":"half �"}]',
  ],
];
const replies = ANSWERS.map((_, at) => ({ calls: [{ name: `srv__t${at}`, args: {}, callId: `c${at}` }] }));

function check(outputs: readonly unknown[] | undefined): void {
  expect(outputs).toHaveLength(ANSWERS.length);
  for (const [at, [answer, expected]] of ANSWERS.entries()) {
    const output = String(outputs?.[at])
      .replace(`srv/t${at}`, 'srv/t')
      .replace(
        /\{"type":"text","text":"([^"]*)"\}|\{"text":"([^"]*)","type":"text"\}/g,
        '{"type":"text","text":"$1$2"}',
      );
    if (typeof expected === 'string') expect(output, answer).toBe(expected);
    else expect(output, answer).toMatch(expected);
  }
}

it('answers over stdio are read where their meaning is clear, and fail their request at once otherwise', async () => {
  const raw = Object.fromEntries(ANSWERS.map(([answer], at) => [`t${at}`, answer]));
  const tools = ANSWERS.map((_, at) => tool(`t${at}`));
  await using s = await mcpSession([...replies, { text: 'done' }], () => small('srv', { tools, raw }));
  await s.say();
  await s.server.next('task_complete');
  check(s.outputs());
});

it.each(['application/json', 'text/event-stream', 'text/plain'])('the same over HTTP as %s', async (type) => {
  const tools = ANSWERS.map((_, at) => tool(`t${at}`));
  let at = 0;
  await using far = await startMcpHttp({
    tools,
    raw: (method) => {
      if (method !== 'tools/call') return undefined;
      const body = ANSWERS[at++]?.[0] ?? '';
      return { type, body: type === 'text/event-stream' ? `data: ${body}\n` : body };
    },
  });
  await using s = await mcpSession([...replies, { text: 'done' }], () => `[mcp_servers.srv]\nurl = "${far.url}"`);
  await s.say();
  await s.server.next('task_complete');
  check(s.outputs());
});

it.each([
  '{"jsonrpc":"2.0","id":$ID,"error":null,"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{"listChanged":null},"prompts":null},"serverInfo":{"name":"x","version":"1","title":null},"instructions":null,"_meta":null}}',
  '\uFEFF{"jsonrpc":"2.0","id":"$ID","result":{"protocolVersion":"2025-06-18","capabilities":null,"serverInfo":null}}',
  '{"id":$ID,"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"x"}}}',
])('a server is greeted that answers %s', async (initialize) => {
  const list =
    '{"jsonrpc":"2.0","id":$ID,"error":null,"result":{"nextCursor":null,"tools":[{"name":"t","title":null,"description":null,"inputSchema":null,"annotations":null},{"name":null},{"name":"u","annotations":{"readOnlyHint":"yes","destructiveHint":true}}]}}';
  await using s = await mcpSession([{ text: 'done' }], () => small('srv', { raw: { initialize, 'tools/list': list } }));
  await s.say();
  await s.server.next('task_complete');
  expect(s.offered()).toEqual(['srv__t', 'srv__u']);
});

// C301
it.each([
  [[{ type: 'text', text: '{ "a": 1 }' }], '{"a":1}'],
  [[], '{"a":1}'],
  [[{ type: 'text', text: 'beside' }], '{"a":1}\n[{"text":"beside","type":"text"}]'],
  [
    [
      { type: 'text', text: '{"a":1}' },
      { type: 'text', text: 'more' },
    ],
    '{"a":1}\n[{"text":"more","type":"text"}]',
  ],
  [[{ type: 'text', text: '{"a":2}' }], '{"a":1}\n[{"text":"{\\"a\\":2}","type":"text"}]'],
])('structured content beside %j', async (content, expected) => {
  const calls = { t: { result: { content, structuredContent: { a: 1 } } } };
  await using s = await mcpSession([{ calls: [{ name: 'srv__t', args: {} }] }, { text: 'done' }], () =>
    small('srv', { tools: [tool('t')], calls }),
  );
  await s.say();
  await s.server.next('task_complete');
  expect(s.outputs()).toEqual([expected]);
});
