import { added, done, message, response } from '../v2/replies.js';
import type { ThreadScenario } from '../v2/scenario.js';

const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };

export default [
  {
    name: 'v2 turn: plain',
    model: [{ text: 'Hello', deltas: ['Hel', 'lo'] }],
    async steps(client) {
      await client.begin();
      await client.turn('hi');
    },
  },
  {
    name: 'v2 turn: one after another',
    model: [{ text: 'one' }, { text: 'two' }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      await client.turn('second');
    },
  },
  {
    name: 'v2 turn: the client names its message, and asks for a form of the answer',
    model: [{ text: '{"a":"b"}' }, { text: 'free' }],
    async steps(client) {
      await client.begin();
      await client.turn('go', { clientUserMessageId: 'mine', outputSchema: schema });
      await client.turn('again', { clientUserMessageId: null, outputSchema: null });
    },
  },
  {
    name: 'v2 turn: without input',
    model: [{ text: 'nothing to say' }],
    async steps(client) {
      await client.begin();
      await client.turn('', { input: [] });
    },
  },
  {
    name: 'v2 turn: a message that comes whole, and one with a phase',
    model: [
      response(
        'phases',
        added(message('msg_a', '', { phase: 'commentary' })),
        { type: 'response.output_text.delta', item_id: 'msg_a', delta: 'Looking' },
        done(message('msg_a', 'Looking', { phase: 'commentary' })),
        done(message('msg_b', 'Found', { phase: 'final_answer' })),
      ),
    ],
    async steps(client) {
      await client.begin();
      await client.turn('look');
    },
  },
  {
    name: 'v2 turn: the model searches the web',
    model: [
      response(
        'search',
        added({ type: 'web_search_call', id: 'ws_1', status: 'in_progress' }),
        done({
          type: 'web_search_call',
          id: 'ws_1',
          status: 'completed',
          action: { type: 'search', query: 'weather' },
        }),
        done(message('msg_s', 'Sunny')),
      ),
    ],
    async steps(client) {
      await client.begin();
      await client.turn('weather?');
    },
  },
] satisfies ThreadScenario[];
