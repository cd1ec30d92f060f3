import type { PeerReply } from '../../support/model-peer.js';
import { failed } from '../v2/replies.js';
import type { ThreadScenario } from '../v2/scenario.js';

const failing = (name: string, reply: PeerReply): ThreadScenario => ({
  name: `v2 model error: ${name}`,
  model: [reply],
  async steps(client) {
    await client.begin();
    await client.turn('go');
    await client.call('thread/read', { threadId: client.threadId, includeTurns: false });
  },
});

const status = (code: number, body: unknown, headers: Record<string, string> = {}) =>
  failing(`status ${code}`, { fail: { status: code, body, headers } });

export default [
  status(400, { error: { message: 'bad input', type: 'invalid_request_error' } }),
  status(401, 'who are you'),
  status(403, 'not you'),
  status(404, 'nothing here'),
  status(429, { error: { message: 'too many' } }),
  status(500, 'broken'),
  status(503, 'closed'),
  failing('the limit of the plan', {
    fail: { status: 429, body: { error: { type: 'usage_limit_reached', plan_type: 'plus', resets_in_seconds: 3600 } } },
  }),
  failing('no room', failed('context_length_exceeded', 'too long')),
  failing('no money', failed('insufficient_quota', 'pay')),
  failing('too busy', failed('server_is_overloaded', 'busy')),
  failing('too fast', failed('rate_limit_exceeded', 'slow down')),
  failing('a prompt that is refused', failed('invalid_prompt', 'not that')),
  failing('a code of its own', failed('strange', 'odd')),
  failing('the stream ends early', { text: 'half', cut: 3 }),
  failing('the connection breaks', { text: 'half', wire: { cutAfter: 3 } }),
  failing('incomplete', {
    events: [
      { type: 'response.created', response: { id: 'resp_1' } },
      {
        type: 'response.incomplete',
        response: { id: 'resp_1', incomplete_details: { reason: 'max_output_tokens' } },
      },
    ],
  }),
  {
    name: 'v2 model error: it works at the second attempt',
    provider: 'request_max_retries = 0\nstream_max_retries = 2',
    model: [{ text: 'half', cut: 3 }, { text: 'whole' }],
    async steps(client) {
      await client.begin();
      await client.turn('go');
    },
  },
  {
    name: 'v2 model error: a turn after one that has failed',
    model: [{ fail: { status: 400, body: 'no' } }, { text: 'yes' }],
    async steps(client) {
      await client.begin();
      await client.turn('go');
      await client.turn('again');
    },
  },
] satisfies ThreadScenario[];
