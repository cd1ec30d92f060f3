import type { Scenario } from '../scenario.js';

const call = (...lines: string[]) => ({
  events: [
    { type: 'response.created', response: { id: 'resp_1' } },
    {
      type: 'response.output_item.done',
      item: {
        type: 'custom_tool_call',
        call_id: 'call_1',
        name: 'apply_patch',
        input: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n'),
      },
    },
    { type: 'response.completed', response: { id: 'resp_1', usage: null } },
  ],
});

export default {
  name: 'patches as a freeform tool, outside of what may be written',
  model: [
    call('*** Add File: new.txt', '+new'),
    call('*** Add File: denied.txt', '+no'),
    call('*** Delete File: missing.txt'),
    { text: 'done' },
  ],
  files: { 'work/.git/HEAD': 'ref: refs/heads/main\n' },
  async steps(client) {
    client.server.onServerRequest('applyPatchApproval', (params) => {
      const { fileChanges } = params as { fileChanges: Record<string, unknown> };
      return { decision: Object.keys(fileChanges)[0]?.endsWith('denied.txt') ? 'denied' : 'approved' };
    });
    await client.begin({ approvalPolicy: 'on-request', sandbox: 'read-only', includeApplyPatchTool: true });
    await client.turn('go');
  },
} satisfies Scenario;
