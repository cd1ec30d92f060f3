import type { Scenario } from '../scenario.js';

const shell = (...command: string[]) => ({ calls: [{ name: 'shell', args: { command } }] });

export default {
  name: 'commands: known to be safe, and long output',
  config: '[shell_environment_policy]\ninherit = "core"',
  model: [
    shell('bash', '-lc', 'grep -n line a.txt | head -n 2'),
    shell('sed', '-n', '1,2p', 'a.txt'),
    shell('seq', '1', '1000'),
    shell('no-such-program'),
    { text: 'done' },
  ],
  files: { 'work/a.txt': 'a line\nanother line\nnothing\n', 'work/b/c.txt': 'c\n' },
  async steps(client) {
    client.server.onServerRequest('execCommandApproval', () => ({ decision: 'approved' }));
    await client.begin({ sandbox: 'danger-full-access' });
    await client.turn('go');
  },
} satisfies Scenario;
