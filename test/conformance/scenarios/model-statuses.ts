import type { PeerReply } from '../../support/model-peer.js';
import type { Scenario } from '../scenario.js';

const refusals = [
  { status: 401, body: { error: { message: 'Incorrect API key provided' } } },
  { status: 403, body: { detail: 'not here' } },
  { status: 404, body: 'no such page' },
  { status: 429, body: { error: { message: 'slow down' } }, headers: { 'cf-ray': 'ray-1' } },
  { status: 429, body: { error: { type: 'usage_not_included' } } },
  { status: 500, body: 'oops' },
  { status: 503, body: 'busy', headers: { 'cf-ray': 'ray-2' } },
  { status: 529, body: 'overloaded' },
  { status: 304 },
] as const;

export default {
  name: 'what each status of the model is told as',
  model: [...refusals.map((fail): PeerReply => ({ fail })), { text: 'at last' }],
  async steps(client) {
    await client.begin();
    for (const { status } of refusals) await client.turn(`answer with ${status}`);
    await client.turn('now');
  },
} satisfies Scenario;
