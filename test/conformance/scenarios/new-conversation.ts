import type { Scenario } from '../scenario.js';

export default {
  name: 'newConversation with many params',
  model: [{ text: 'ok' }, { text: 'ok' }],
  config: '[profiles.fast]\nmodel = "quick-model"\nmodel_reasoning_effort = "low"',
  async steps(client) {
    await client.begin({
      model: 'gpt-5-codex',
      approvalPolicy: 'never',
      sandbox: 'workspace-write',
      config: { model_reasoning_effort: 'high', 'sandbox_workspace_write.writable_roots': ['/opt/a'] },
      baseInstructions: 'Be brief.',
      includePlanTool: true,
      includeApplyPatchTool: false,
    });
    await client.turn('hi');
    const reply = await client.call('newConversation', { profile: 'fast', cwd: 'does/not/exist', sandbox: null });
    const { conversationId } = reply.result as { conversationId: string };
    await client.call('addConversationListener', { conversationId });
    client.conversationId = conversationId;
    await client.turn('hi');
  },
} satisfies Scenario;
