import type { Scenario } from '../scenario.js';

export default {
  name: 'turns change the context, and it stays',
  model: [{ text: 'one' }, { text: 'two' }, { text: 'three' }, { text: 'four' }],
  async steps(client) {
    await client.begin();
    const settings = {
      cwd: `${client.server.work}/below`,
      approvalPolicy: 'never',
      sandboxPolicy: {
        mode: 'workspace-write',
        writable_roots: ['/opt/a'],
        network_access: true,
        exclude_tmpdir_env_var: false,
        exclude_slash_tmp: false,
      },
      model: 'other-model',
      effort: 'high',
      summary: 'detailed',
    };
    await client.sendTurn('first', settings);
    await client.event('task_complete');
    await client.turn('second');
    // Only the model and the effort: the environment is what it was.
    await client.sendTurn('third', { ...settings, model: 'gpt-5', effort: null });
    await client.event('task_complete');
    await client.sendTurn('fourth', { ...settings, sandboxPolicy: { mode: 'danger-full-access' } });
    await client.event('task_complete');
  },
} satisfies Scenario;
