import type { ThreadClient } from '../v2/client.js';
import { exec } from '../v2/replies.js';
import type { ThreadScenario } from '../v2/scenario.js';

const FINDING = {
  title: '[P1] The loop never ends',
  body: 'When the list is empty.',
  confidence_score: 0.9,
  priority: 1,
  code_location: { absolute_file_path: '/x/a.ts', line_range: { start: 3, end: 5 } },
};
const output = (...findings: object[]) =>
  JSON.stringify({
    findings,
    overall_correctness: 'patch is incorrect',
    overall_explanation: 'Not right.',
    overall_confidence_score: 0.8,
  });

async function review(client: ThreadClient, target: object, more: object = {}): Promise<void> {
  const reply = await client.call('review/start', { threadId: client.threadId, target, ...more });
  const { turn } = (reply.result ?? {}) as { turn?: { id: string } };
  if (turn) await client.ended(turn.id);
}

export default [
  {
    name: 'v2 review: a thread with a review',
    model: [{ text: output(FINDING) }, { text: 'thanks' }],
    async steps(client) {
      await client.begin();
      await review(client, { type: 'custom', instructions: 'look at a' });
      await client.turn('and now?');
      await client.call('thread/items/list', { threadId: client.threadId });
    },
  },
  {
    name: 'v2 review: of several findings, and in plain words',
    model: [{ text: output(FINDING, { ...FINDING, title: 'Another' }) }, { text: 'plain words' }],
    async steps(client) {
      await client.begin();
      await review(client, { type: 'custom', instructions: 'look at a' }, { delivery: 'inline' });
      await review(client, { type: 'custom', instructions: 'look at b' });
    },
  },
  {
    name: 'v2 review: in a thread of its own',
    model: [{ text: 'one' }],
    async steps(client) {
      await client.begin();
      await client.turn('go');
      const target = { type: 'custom', instructions: 'look at a' };
      // 0.171 knows no `detached`: one that runs has nothing to be compared with (C617). `server/v2/reviews.test.ts` runs one.
      await client.call('review/start', { threadId: client.unknownThread, target, delivery: 'detached' });
    },
  },
  {
    name: 'v2 review: refused',
    model: [{ calls: [exec('sleep 3')] }, { text: output() }],
    async steps(client) {
      await client.begin();
      const { threadId, unknownThread } = client;
      const start = (target: object, more: object = {}) => client.call('review/start', { threadId, target, ...more });
      await start({ type: 'custom', instructions: ' ' });
      await start({ type: 'baseBranch', branch: '' });
      await start({ type: 'commit', sha: '' });
      await start({ type: 'uncommittedChanges' }, { threadId: unknownThread });
      const reply = await start({ type: 'custom', instructions: 'look at a' });
      const { turn } = reply.result as { turn: { id: string } };
      await client.told('turn/started');
      client.turnId = turn.id;
      await client.steer('more');
      await client.startTurn('more');
      await client.ended(turn.id);
    },
  },
] satisfies ThreadScenario[];
