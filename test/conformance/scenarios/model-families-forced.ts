import type { Scenario } from '../scenario.js';

export default {
  name: 'model-families: reasoning that the configuration asks for',
  model: [{ text: 'one' }, { text: 'two' }],
  config: 'model_verbosity = "high"\nmodel_supports_reasoning_summaries = true\nmodel_reasoning_summary = "none"',
  async steps(client) {
    await client.initialize();
    for (const model of ['my-own-model', 'gpt-4.1']) {
      await client.converse({ model });
      await client.turn('hi');
    }
  },
} satisfies Scenario;
