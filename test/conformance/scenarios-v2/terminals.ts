import type { ThreadClient } from '../v2/client.js';
import { exec } from '../v2/replies.js';
import type { ThreadScenario } from '../v2/scenario.js';

const shell = (client: ThreadClient, command: string, more: object = {}) =>
  client.call('thread/shellCommand', { threadId: client.threadId, command, ...more });

export default [
  {
    name: 'v2 terminals: a command of the user',
    model: [{ text: 'one' }],
    files: { 'work/three.sh': 'sleep 0.3\necho out\nexit 3\n' },
    async steps(client) {
      await client.begin();
      await shell(client, 'sh three.sh');
      await client.told('turn/completed');
      await client.turn('what was it?');
      await client.call('thread/items/list', { threadId: client.threadId });
      await client.call('thread/turns/list', { threadId: client.threadId, sortDirection: 'asc' });
    },
  },
  {
    name: 'v2 terminals: a command of the user during a turn',
    model: [{ calls: [exec('sh tool.sh')] }, { text: 'one' }],
    files: { 'work/tool.sh': 'sleep 1\necho tool\n', 'work/beside.sh': 'sleep 0.3\necho beside\n' },
    async steps(client) {
      await client.begin();
      await client.startTurn('go');
      await client.item('started', 'commandExecution');
      await shell(client, 'sh beside.sh');
      await client.ended();
    },
  },
  {
    name: 'v2 terminals: a command of the user that is refused',
    model: [],
    async steps(client) {
      await client.begin();
      await shell(client, ' \n');
      await shell(client, 'true', { timeoutMs: -1 });
      await client.call('thread/shellCommand', { threadId: client.unknownThread, command: 'true' });
    },
  },
  {
    name: 'v2 terminals: what runs in the background',
    model: [
      { calls: [exec('sleep 50', { yield_time_ms: 600 })] },
      { text: 'it runs' },
      { calls: [exec('sleep 60', { yield_time_ms: 600 })] },
      { text: 'that one, too' },
    ],
    async steps(client) {
      await client.begin();
      await client.turn('go');
      const { threadId, unknownThread } = client;
      const reply = await client.call('thread/backgroundTerminals/list', { threadId });
      const { data } = reply.result as { data: { processId: string }[] };
      await client.call('thread/backgroundTerminals/terminate', { threadId, processId: data[0]?.processId });
      await client.item('completed', 'commandExecution');
      await client.call('thread/backgroundTerminals/terminate', { threadId, processId: '7' });
      await client.turn('again');
      await client.call('thread/backgroundTerminals/list', { threadId, limit: 1 });
      await client.call('thread/backgroundTerminals/clean', { threadId });
      await client.item('completed', 'commandExecution', 2);
      await client.call('thread/backgroundTerminals/list', { threadId });
      await client.call('thread/backgroundTerminals/list', { threadId: unknownThread });
      await client.call('thread/backgroundTerminals/terminate', { threadId: unknownThread, processId: '7' });
      await client.call('thread/backgroundTerminals/terminate', { threadId, processId: 'x' });
      await client.call('thread/backgroundTerminals/clean', { threadId: unknownThread });
    },
  },
] satisfies ThreadScenario[];
