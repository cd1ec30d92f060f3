import type { Scenario } from '../scenario.js';

const patch = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
const shell = (...command: string[]) => ({ calls: [{ name: 'shell', args: { command } }] });

export default {
  name: 'patches as commands: approved, denied, wrong',
  model: [
    shell('apply_patch', patch('*** Add File: new.txt', '+new')),
    shell('apply_patch', patch('*** Update File: a.txt', '@@', ' one', '-two', '+TWO')),
    shell('applypatch', patch('*** Add File: denied.txt', '+no')),
    shell('bash', '-lc', `cd sub && apply_patch <<'EOF'\n${patch('*** Delete File: b.txt')}\nEOF`),
    shell('apply_patch', patch('*** Update File: a.txt', '*** Move to: moved.txt', '@@', '-three', '+THREE')),
    shell('apply_patch', patch('*** Update File: c.txt', '@@', '-nope', '+yes')),
    shell('apply_patch', patch('*** Update File: none.txt', '@@', '-nope', '+yes')),
    shell('apply_patch', 'no patch'),
    shell('apply_patch', patch('*** Update File: c.txt')),
    shell('apply_patch', patch()),
    { text: 'done' },
  ],
  files: {
    'work/a.txt': 'one\ntwo\nthree\n',
    'work/sub/b.txt': 'b\n',
    'work/c.txt': 'c\n',
    'work/.git/HEAD': 'ref: refs/heads/main\n',
  },
  async steps(client) {
    client.server.onServerRequest('applyPatchApproval', (params) => {
      const { fileChanges } = params as { fileChanges: Record<string, unknown> };
      return { decision: Object.keys(fileChanges)[0]?.endsWith('denied.txt') ? 'denied' : 'approved' };
    });
    await client.begin({ sandbox: 'danger-full-access' });
    await client.turn('go');
  },
} satisfies Scenario;
