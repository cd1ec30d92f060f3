import type { Scenario } from '../scenario.js';

export default {
  name: 'newConversation that cannot be',
  async steps(client) {
    await client.initialize();
    for (const params of [
      { profile: 'nope' },
      { config: { model_provider: 'nope' } },
      { config: { model: 5 } },
      { config: { 'sandbox_workspace_write.network_access': 'yes' } },
      { config: { experimental_instructions_file: '/nowhere/at/all' } },
      { config: { approval_policy: 'sometimes' } },
    ]) {
      await client.call('newConversation', params);
    }
  },
} satisfies Scenario;
