import type { Scenario } from '../scenario.js';

const patch = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
const call = (input: string) => ({ calls: [{ name: 'apply_patch', args: { input } }] });

export default {
  name: 'patches as a function, where nobody is asked',
  model: [
    call(patch('*** Add File: new.txt', '+new')),
    call(patch('*** Update File: a.txt', '@@', '-one', '+ONE')),
    { calls: [{ name: 'apply_patch', args: {} }] },
    { text: 'done' },
  ],
  files: { 'work/a.txt': 'one\n', 'work/.git/HEAD': 'ref: refs/heads/main\n' },
  async steps(client) {
    await client.begin({ model: 'gpt-oss:20b', approvalPolicy: 'never', sandbox: 'danger-full-access' });
    await client.turn('go');
  },
} satisfies Scenario;
