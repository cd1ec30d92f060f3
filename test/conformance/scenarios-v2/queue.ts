import type { ThreadClient } from '../v2/client.js';
import { words } from '../v2/client.js';
import type { ThreadScenario } from '../v2/scenario.js';

const of = ({ threadId }: ThreadClient, params: object = {}) => ({ threadId, ...params });

async function add(client: ThreadClient, text: string, more: object = {}): Promise<string> {
  const params = of(client, { input: [words(text)], clientUserMessageId: `c-${text}`, ...more });
  const { result } = await client.call('thread/queue/add', params);
  return (result as { queuedSubmission?: { id: string } } | undefined)?.queuedSubmission?.id ?? 'none';
}

/** The answer of the model comes when the test lets it. */
const held = { text: 'held', wire: { pauseBefore: 'response.created' } };

export default [
  {
    name: 'v2 queue: messages wait for the running turn',
    model: [held, { text: 'two' }, { text: 'three' }],
    async steps(client, model) {
      await client.begin();
      await client.startTurn('go');
      await model.paused();
      const a = await add(client, 'a');
      const b = await add(client, 'b', { responsesapiClientMetadata: { k: 'v' } });
      const c = await add(client, 'c');
      await client.told('thread/queue/changed', 3);
      await client.call('thread/queue/list', of(client, { limit: 2 }));
      const input = [words('B')];
      await client.call(
        'thread/queue/update',
        of(client, { queuedSubmissionId: b, input, responsesapiClientMetadata: {} }),
      );
      await client.told('thread/queue/changed', 4);
      await client.call('thread/queue/reorder', of(client, { queuedSubmissionIds: [c, a, b] }));
      await client.told('thread/queue/changed', 5);
      await client.call('thread/queue/delete', of(client, { queuedSubmissionId: a }));
      await client.told('thread/queue/changed', 6);
      await client.call('thread/queue/delete', of(client, { queuedSubmissionId: a }));
      await client.call('thread/queue/start', of(client));
      await client.call('thread/queue/list', of(client));
      model.release();
      await client.told('turn/completed', 3);
      await client.call('thread/queue/list', of(client));
    },
  },
  {
    name: 'v2 queue: an interrupt stops it, and a started turn lets it go on',
    model: [held, { text: 'two' }, { text: 'three' }],
    async steps(client, model) {
      await client.begin();
      await client.startTurn('go');
      await model.paused();
      await add(client, 'a');
      const b = await add(client, 'b');
      await client.interrupt();
      await client.ended();
      await client.call('thread/queue/list', of(client));
      await client.call('thread/queue/start', of(client, { queuedSubmissionId: b }));
      await client.told('turn/completed', 3);
      await client.call('thread/queue/start', of(client));
    },
  },
  {
    name: 'v2 queue: an interrupt stops it until the user asks for a turn',
    model: [held, { text: 'two' }, { text: 'three' }],
    async steps(client, model) {
      await client.begin();
      await client.startTurn('go');
      await model.paused();
      await client.interrupt();
      await client.ended();
      await add(client, 'a');
      await client.call('thread/queue/list', of(client));
      await client.turn('again');
      await client.told('turn/completed', 3);
      await client.call('thread/queue/list', of(client));
    },
  },
  {
    name: 'v2 queue: it survives a restart',
    model: [held],
    async steps(client, model) {
      await client.begin();
      await client.startTurn('go');
      await model.paused();
      await add(client, 'a');
      await client.interrupt();
      await client.ended();
      await client.restart();
      await client.initialize();
      await client.call('thread/queue/list', of(client));
      await client.call('thread/queue/start', of(client));
      await client.call('thread/resume', of(client, { excludeTurns: true }));
      await client.call('thread/queue/list', of(client));
      await client.call('thread/archive', of(client));
      await client.call('thread/queue/list', of(client));
    },
  },
  {
    name: 'v2 queue: what is refused',
    async steps(client) {
      await client.begin();
      await client.call('thread/queue/add', of(client, { input: [], clientUserMessageId: 'x' }));
      await client.call('thread/queue/update', of(client, { queuedSubmissionId: 'nope', input: [words('x')] }));
      await client.call('thread/queue/reorder', of(client, { queuedSubmissionIds: ['nope'] }));
      await client.call('thread/queue/list', of(client, { cursor: 'nope' }));
      await client.call('thread/queue/start', of(client, { queuedSubmissionId: 'nope' }));
      await client.call('thread/queue/list', { threadId: client.unknownThread });
      await client.open({ ephemeral: true });
      await client.call('thread/queue/list', of(client));
    },
  },
] satisfies ThreadScenario[];
