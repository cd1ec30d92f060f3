import { small, tool } from '../../support/mcp.js';
import { done, response } from '../v2/replies.js';
import { ASKS, type ThreadScenario } from '../v2/scenario.js';

const inputSchema = {
  type: 'object',
  properties: { a: { type: 'string' } },
  required: ['a'],
  additionalProperties: false,
};
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

const answered = (name: string, answer: { result: unknown } | { error: object }): ThreadScenario => ({
  name: `v2 mcp: a call that is ${name}`,
  notYet: 'The names of tools of MCP servers, and the texts of calls that are refused, are other ones.',
  config,
  model: [call, { text: 'done' }],
  async steps(client) {
    await client.begin();
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
