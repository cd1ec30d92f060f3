import type { Scenario } from '../scenario.js';

const patch = ['*** Begin Patch', '*** Add File: new.txt', '+new', '*** End Patch'].join('\n');

export default {
  name: 'chat: patches',
  wire: 'chat',
  model: [{ calls: [{ name: 'shell', args: { command: ['apply_patch', patch] } }] }, { text: 'done' }],
  files: { 'work/.git/HEAD': 'ref: refs/heads/main\n' },
  async steps(client) {
    await client.begin({ includeApplyPatchTool: true, approvalPolicy: 'never', sandbox: 'danger-full-access' });
    await client.turn('go');
  },
} satisfies Scenario;
