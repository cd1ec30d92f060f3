import { words } from '../v2/client.js';
import type { ThreadScenario } from '../v2/scenario.js';

/** Methods that name a thread, with what else they need. */
const METHODS: readonly (readonly [string, object?])[] = [
  ['turn/start', { input: [words('x')] }],
  ['turn/steer', { input: [words('x')], expectedTurnId: 'x' }],
  ['turn/interrupt', { turnId: 'x' }],
  ['thread/resume'],
  ['thread/read'],
  ['thread/archive'],
  ['thread/unsubscribe'],
  ['thread/turns/list'],
  ['thread/compact/start'],
];

const refusals = (name: string, threadId: (unknown: string) => unknown): ThreadScenario => ({
  name: `v2 refused: ${name}`,
  async steps(client) {
    await client.initialize();
    for (const [method, more] of METHODS)
      await client.call(method, { threadId: threadId(client.unknownThread), ...more });
  },
});

export default [
  refusals('a thread that nobody knows', (unknown) => unknown),
  refusals('an id of no form', () => 'xyz'),
  refusals('an id of the wrong type', () => 5),
  refusals('no id', () => undefined),
  {
    name: 'v2 refused: input of the wrong form',
    async steps(client) {
      await client.begin();
      for (const input of [
        undefined,
        'text',
        [{ type: 'text' }],
        [{ type: 'nothing' }],
        [{ text: 'x' }],
        [{ type: 'image' }],
        [words('x'.repeat(1_048_577))],
      ]) {
        await client.call('turn/start', { threadId: client.threadId, input });
      }
    },
  },
] satisfies ThreadScenario[];
