import type { Scenario } from '../scenario.js';

const MODELS = ['gpt-5', 'gpt-4.1', 'gpt-oss:20b', 'codex-mini-latest', 'gpt-5-codex', 'nobody-knows-it'];

export default {
  name: 'model-families: switched by turns',
  model: MODELS.map((text) => ({ text })),
  config: 'model_verbosity = "high"\nmodel_supports_reasoning_summaries = true\nmodel_reasoning_effort = "high"',
  async steps(client) {
    await client.begin({ model: 'my-own-model' });
    for (const [i, model] of MODELS.entries()) {
      await client.sendTurn(model, {
        cwd: client.server.work,
        approvalPolicy: 'untrusted',
        sandboxPolicy: { mode: 'read-only' },
        model,
        effort: i % 2 === 0 ? 'minimal' : null,
        summary: i % 2 === 0 ? 'none' : 'concise',
      });
      await client.event('task_complete');
    }
  },
} satisfies Scenario;
