import { added, done, message, response } from '../v2/replies.js';
import type { ThreadScenario } from '../v2/scenario.js';

const part = { type: 'response.reasoning_summary_part.added', item_id: 'rs_1', summary_index: 0 };
const summary = (delta: string, summary_index: number) => ({
  type: 'response.reasoning_summary_text.delta',
  item_id: 'rs_1',
  summary_index,
  delta,
});
const texts = (...all: string[]) => all.map((text) => ({ type: 'summary_text', text }));

export default [
  {
    name: 'v2 reasoning: a summary',
    model: [
      response(
        'one',
        added({ type: 'reasoning', id: 'rs_1', summary: [] }),
        part,
        summary('Thinking it over', 0),
        done({ type: 'reasoning', id: 'rs_1', summary: texts('Thinking it over'), encrypted_content: null }),
        done(message('msg_1', 'Done')),
      ),
    ],
    async steps(client) {
      await client.begin();
      await client.turn('think');
    },
  },
  {
    name: 'v2 reasoning: a summary of two parts',
    model: [
      response(
        'parts',
        added({ type: 'reasoning', id: 'rs_1', summary: [] }),
        part,
        summary('First', 0),
        { ...part, summary_index: 1 },
        summary('Second', 1),
        done({ type: 'reasoning', id: 'rs_1', summary: texts('First', 'Second'), encrypted_content: 'sealed' }),
        done(message('msg_1', 'Done')),
      ),
      { text: 'next' },
    ],
    async steps(client) {
      await client.begin();
      await client.turn('think', { summary: 'detailed', effort: 'high' });
      await client.turn('and again');
    },
  },
  {
    name: 'v2 reasoning: raw content',
    config: 'show_raw_agent_reasoning = true',
    model: [
      response(
        'raw',
        added({ type: 'reasoning', id: 'rs_1', summary: [] }),
        { type: 'response.reasoning_text.delta', item_id: 'rs_1', content_index: 0, delta: 'raw ' },
        { type: 'response.reasoning_text.delta', item_id: 'rs_1', content_index: 0, delta: 'words' },
        done({
          type: 'reasoning',
          id: 'rs_1',
          summary: [],
          content: [{ type: 'reasoning_text', text: 'raw words' }],
          encrypted_content: null,
        }),
        done(message('msg_1', 'Done')),
      ),
    ],
    async steps(client) {
      await client.begin();
      await client.turn('think');
    },
  },
] satisfies ThreadScenario[];
