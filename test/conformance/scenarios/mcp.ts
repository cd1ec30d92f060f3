import { small, tool } from '../../support/mcp.js';
import type { Scenario } from '../scenario.js';

const inputSchema = {
  type: 'object',
  properties: { msg: { type: 'string', description: 'What to say.' } },
  required: ['msg'],
  additionalProperties: false,
};
const reads = { annotations: { readOnlyHint: true }, inputSchema };
const long = 'a_very_long_tool_name_that_says_all_there_is_to_say_about_what_it_does';
const calls = {
  words: { result: { content: [{ type: 'text', text: 'a piece' }], structuredContent: { n: 1, of: ['a'] } } },
  sorry: { result: { content: [{ type: 'text', text: 'sorry' }], isError: true } },
  fails: { error: { code: -32602, message: 'no' } },
};
const names = ['echo', 'words', 'sorry', 'fails', long];
const server = small('srv', { tools: names.map((name) => tool(name, reads)), calls }, 'trust_annotations = true');

const call = (name: string, args: string) => ({ calls: [{ name, args }] });

export default {
  name: 'mcp: tools of a server are called, answer and fail',
  config: `turnwire.mcp_turn_wait_ms = 15000\n${server}\n[mcp_servers.missing]\ncommand = "no-such-program"`,
  model: [
    call('srv__echo', '{"msg":"hi"}'),
    call('srv__echo', ''),
    call('srv__echo', '{"msg"'),
    call('srv__words', '{"msg":"a"}'),
    call('srv__sorry', '{"msg":"b"}'),
    call('srv__fails', '{"msg":"c"}'),
    call('srv__none', '{}'),
    { text: 'done' },
  ],
  async steps(client) {
    await client.begin();
    await client.event('error');
    await client.turn('go');
  },
} satisfies Scenario;
