import { exec } from '../v2/replies.js';
import type { ThreadScenario } from '../v2/scenario.js';

const ran = (name: string, ...commands: readonly (readonly [string, object?])[]): ThreadScenario => ({
  name: `v2 command: ${name}`,
  files: { 'work/a.txt': 'one\ntwo\n' },
  model: [...commands.map(([cmd, more]) => ({ calls: [exec(cmd, more)] })), { text: 'done' }],
  async steps(client) {
    await client.begin({ approvalPolicy: 'never' });
    await client.turn('run');
  },
});

export default [
  ran('with output, without, and failing', ['echo hello'], ['true'], ['echo bad >&2; exit 3']),
  ran('reads, lists and searches', ['cat a.txt'], ['ls'], ['grep -n two a.txt'], ['cat a.txt | head -1']),
  ran('in another folder', ['pwd', { workdir: 'sub' }], ['no-such-program']),
  ran('with much output', ['seq 1 20000', { max_output_tokens: 100 }]),
  {
    name: 'v2 command: several of one response',
    model: [{ calls: [exec('echo first'), exec('sleep 0.5; echo second')] }, { text: 'done' }],
    async steps(client) {
      await client.begin({ approvalPolicy: 'never' });
      await client.turn('run');
    },
  },
  {
    name: 'v2 command: one that outlives its call, and is written to',
    model: [
      { calls: [exec('read line; echo got $line', { yield_time_ms: 300 })] },
      { calls: [{ name: 'write_stdin', args: { session_id: 1, chars: 'words\n', yield_time_ms: 2000 } }] },
      { text: 'done' },
    ],
    async steps(client) {
      await client.begin({ approvalPolicy: 'never' });
      await client.turn('run');
    },
  },
  {
    name: 'v2 command: calls of tools that do not exist, and without arguments',
    model: [
      { calls: [{ name: 'nothing', args: { a: 1 } }] },
      { calls: [{ name: 'exec_command', args: '{"cmd"' }] },
      { calls: [{ name: 'exec_command', args: {} }] },
      { text: 'done' },
    ],
    async steps(client) {
      await client.begin({ approvalPolicy: 'never' });
      await client.turn('run');
    },
  },
] satisfies ThreadScenario[];
