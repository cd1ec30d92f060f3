import { exec } from '../v2/replies.js';
import type { ThreadScenario } from '../v2/scenario.js';

export default [
  {
    name: 'v2 resume: a loaded thread',
    model: [{ text: 'one' }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      const { threadId } = client;
      await client.call('thread/resume', { threadId });
      await client.call('thread/resume', { threadId, excludeTurns: true });
      await client.call('thread/resume', { threadId, model: 'gpt-5.4', approvalPolicy: 'never' });
    },
  },
  {
    name: 'v2 resume: a loaded thread without a client, with and without other settings',
    model: [{ text: 'one' }, { text: 'two' }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      const { threadId } = client;
      await client.call('thread/unsubscribe', { threadId });
      await client.call('thread/resume', { threadId, excludeTurns: true });
      await client.call('thread/unsubscribe', { threadId });
      await client.call('thread/resume', { threadId, excludeTurns: true, approvalPolicy: 'never' });
      await client.turn('second');
    },
  },
  {
    name: 'v2 resume: by another process',
    model: [{ text: 'one' }, { text: 'two' }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      await client.restart();
      await client.initialize();
      await client.call('thread/resume', { threadId: client.threadId });
      await client.turn('second');
    },
  },
  {
    name: 'v2 resume: by another process, without turns, with other settings',
    model: [{ text: 'one' }, { text: 'two' }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      await client.restart();
      await client.initialize();
      const { threadId } = client;
      await client.call('thread/resume', {
        threadId,
        excludeTurns: true,
        approvalPolicy: 'never',
        sandbox: 'read-only',
      });
      await client.turn('second');
    },
  },
  {
    name: 'v2 resume: items of a turn with a command',
    model: [{ calls: [exec('echo hello')] }, { text: 'done' }],
    async steps(client) {
      await client.begin({ approvalPolicy: 'never' });
      await client.turn('run');
      await client.call('thread/read', { threadId: client.threadId, includeTurns: true });
      await client.restart();
      await client.initialize();
      await client.call('thread/resume', {
        threadId: client.threadId,
        initialTurnsPage: { limit: 1, itemsView: 'full' },
      });
    },
  },
] satisfies ThreadScenario[];
