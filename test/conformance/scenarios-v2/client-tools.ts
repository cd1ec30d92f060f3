import { ASKS, type ThreadScenario } from '../v2/scenario.js';

const inputSchema = {
  type: 'object',
  properties: { a: { type: 'string' } },
  required: ['a'],
  additionalProperties: false,
};
const TOOL = { type: 'function', name: 'look_up', description: 'FileAttributes something up.', inputSchema };

const called = (name: string, answer: { result: unknown } | { error: object }): ThreadScenario => ({
  name: `v2 tool of the client: ${name}`,
  model: [{ calls: [{ name: 'look_up', args: { a: 'b' } }] }, { text: 'thanks' }],
  async steps(client) {
    await client.begin({ dynamicTools: [TOOL] });
    await client.startTurn('look it up');
    await client.reply(ASKS.tool, answer);
    await client.ended();
  },
});

const question = {
  id: 'which',
  header: 'Which',
  question: 'Which one?',
  options: [
    { label: 'This', description: 'The first.' },
    { label: 'That', description: 'The second.' },
  ],
};
const PLAN = {
  collaborationMode: {
    mode: 'plan',
    settings: { model: 'gpt-5.5', reasoning_effort: 'medium', developer_instructions: null },
  },
};

const asked = (name: string, answer: { result: unknown } | { error: object }): ThreadScenario => ({
  name: `v2 question of the model: ${name}`,
  model: [{ calls: [{ name: 'request_user_input', args: { questions: [question] } }] }, { text: 'thanks' }],
  async steps(client) {
    await client.begin();
    await client.startTurn('ask me', PLAN);
    await client.reply(ASKS.userInput, answer);
    await client.ended();
  },
});

export default [
  called('answers', { result: { contentItems: [{ type: 'inputText', text: 'found' }], success: true } }),
  called('fails', { result: { contentItems: [{ type: 'inputText', text: 'not found' }], success: false } }),
  called('is answered with an error', { error: { code: -32000, message: 'no' } }),
  called('is answered with nonsense', { result: { nothing: true } }),
  {
    name: 'v2 tool of the client: definitions that are refused',
    async steps(client) {
      await client.initialize();
      await client.call('thread/start', { dynamicTools: [{ ...TOOL, name: 'bad name!' }] });
      await client.call('thread/start', { dynamicTools: [TOOL, TOOL] });
      await client.call('thread/start', { dynamicTools: [{ name: 'x' }] });
    },
  },
  asked('answered', { result: { answers: { which: { answers: ['This'] } } } }),
  asked('answered with an error', { error: { code: -32000, message: 'no' } }),
  {
    name: 'v2 question of the model: not in default mode',
    model: [{ calls: [{ name: 'request_user_input', args: { questions: [question] } }] }, { text: 'thanks' }],
    async steps(client) {
      await client.begin();
      await client.turn('ask me');
    },
  },
] satisfies ThreadScenario[];
