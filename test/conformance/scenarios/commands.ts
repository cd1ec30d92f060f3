import type { Scenario } from '../scenario.js';

const shell = (...command: string[]) => ({ name: 'shell', args: { command } });

export default {
  name: 'commands: trusted, approved, refused, remembered',
  config: '[shell_environment_policy]\ninherit = "core"',
  model: [
    { calls: [shell('cat', 'a.txt')] },
    { calls: [shell('touch', 'b.txt')] },
    { calls: [shell('touch', 'c.txt')] },
    { calls: [{ name: 'shell', args: { command: ['touch', 'd.txt'], justification: 'it is needed' } }] },
    { calls: [shell('touch', 'd.txt')] },
    { calls: [shell('bash', '-lc', 'echo out; echo err >&2; exit 3')] },
    { text: 'done' },
  ],
  files: { 'work/a.txt': 'a line\nanother\n' },
  async steps(client) {
    const decisions: Record<string, string> = { 'c.txt': 'denied', 'd.txt': 'approved_for_session' };
    client.server.onServerRequest('execCommandApproval', (params) => {
      const { command } = params as { command: string[] };
      return { decision: decisions[command.at(-1) ?? ''] ?? 'approved' };
    });
    await client.begin({ sandbox: 'danger-full-access' });
    await client.turn('go');
  },
} satisfies Scenario;
