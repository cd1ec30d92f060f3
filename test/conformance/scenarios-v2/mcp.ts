import { small, tool } from '../../support/mcp.js';
import { done, response } from '../v2/replies.js';
import { ASKS, type ThreadScenario } from '../v2/scenario.js';

const inputSchema = {
  type: 'object',
  properties: { a: { type: 'string' } },
  required: ['a'],
  additionalProperties: false,
};
/** Told twice of a server that starts. */
const STARTS = 'mcpServer/startupStatus/updated';
const calls = { echo: { result: { content: [{ type: 'text', text: 'back' }] } } };
const config = small('srv', { tools: [tool('echo', { inputSchema })], calls });
const call = response(
  'mcp',
  done({
    type: 'function_call',
    id: 'fc_mcp',
    call_id: 'call_mcp',
    namespace: 'mcp__srv',
    name: 'echo',
    arguments: '{"a":"b"}',
  }),
);

/** The same call again, as the model asks for it in another turn. */
const callAgain = response(
  'again',
  done({
    type: 'function_call',
    id: 'fc_again',
    call_id: 'call_again',
    namespace: 'mcp__srv',
    name: 'echo',
    arguments: '{"a":"c"}',
  }),
);

/** An answer that counts for later calls too. */
const kept = (persist: string): ThreadScenario => ({
  name: `v2 mcp: an approval that is kept: ${persist}`,
  config,
  model: [call, { text: 'done' }, callAgain, { text: 'done again' }],
  async steps(client) {
    await client.begin();
    await client.told(STARTS, 2);
    await client.startTurn('call it');
    await client.reply(ASKS.elicitation, { result: { action: 'accept', content: {}, _meta: { persist } } });
    await client.ended();
    await client.turn('call it again');
    await client.call('config/read', { includeLayers: false });
  },
});

const outcome = (name: string, of: object): ThreadScenario => ({
  name: `v2 mcp: a result that is ${name}`,
  config: small('srv', { tools: [tool('echo', { annotations: { readOnlyHint: true } })], calls: { echo: of } }),
  model: [call, { text: 'done' }],
  async steps(client) {
    await client.begin();
    await client.told(STARTS, 2);
    await client.turn('call it');
  },
});

const text = (words: string) => ({ type: 'text', text: words });

const answered = (name: string, answer: { result: unknown } | { error: object }): ThreadScenario => ({
  name: `v2 mcp: a call that is ${name}`,
  config,
  model: [call, { text: 'done' }],
  async steps(client) {
    await client.begin();
    await client.told(STARTS, 2);
    await client.startTurn('call it');
    await client.reply(ASKS.elicitation, answer);
    await client.ended();
  },
});

export default [
  answered('accepted', { result: { action: 'accept', content: {}, _meta: null } }),
  answered('declined', { result: { action: 'decline', content: null, _meta: null } }),
  answered('cancelled', { result: { action: 'cancel', content: null, _meta: null } }),
  answered('answered with an error', { error: { code: -32000, message: 'no' } }),
  kept('session'),
  kept('always'),
  outcome('an error', { result: { content: [text('bad')], isError: true } }),
  outcome('in several parts', { result: { content: [text('one'), text('two')] } }),
  outcome('structured', { result: { content: [text('{"a":1}')], structuredContent: { a: 1 } } }),
  outcome('an error of the protocol', { error: { code: -32099, message: 'no' } }),
  {
    name: 'v2 mcp: a server that cannot be started',
    config: '[mcp_servers.missing]\ncommand = "no-such-program"',
    model: [{ text: 'done' }],
    async steps(client) {
      await client.begin();
      await client.turn('go');
    },
  },
  {
    name: 'v2 mcp: what servers offer',
    config: `${config}[mcp_servers.off]\ncommand = "off"\nenabled = false\n`,
    async steps(client) {
      await client.initialize();
      const list = (params: object) => client.call('mcpServerStatus/list', params);
      await list({});
      await list({ limit: 1 });
      await list({ cursor: '1', detail: 'toolsAndAuthOnly' });
      await list({ cursor: 'x' });
      await list({ cursor: '9' });
      await list({ serverName: 'nobody' });
    },
  },
  {
    name: 'v2 mcp: tools and resources past the model',
    config: `${small('srv', {
      tools: [tool('echo'), tool('fails'), tool('refuses')],
      calls: {
        ...calls,
        fails: { result: { content: [], isError: true } },
        refuses: { error: { code: -32099, message: 'no' } },
      },
    })}`,
    async steps(client) {
      await client.begin();
      await client.told('mcpServer/startupStatus/updated', 2);
      const { threadId } = client;
      const callTool = (params: object) =>
        client.call('mcpServer/tool/call', { threadId, server: 'srv', tool: 'echo', ...params });
      await callTool({ arguments: { a: 'b' } });
      await callTool({ tool: 'fails' });
      await callTool({ tool: 'refuses' });
      await callTool({ server: 'nope' });
      await callTool({ arguments: 5 });
      await callTool({ threadId: client.unknownThread });
      await client.call('mcpServer/resource/read', { threadId, server: 'srv', uri: 'a://b' });
      await client.call('mcpServer/resource/read', { server: 'nope', uri: 'a://b' });
      await client.call('config/mcpServer/reload');
    },
  },
] satisfies ThreadScenario[];
