import type { Scenario } from '../scenario.js';

/** Names that the reference knows, and an unknown one. */
const MODELS = [
  'o3',
  'o3-pro',
  'o4-mini',
  'codex-mini-latest',
  'gpt-4.1',
  'gpt-4.1-mini',
  'gpt-oss-120b',
  'gpt-oss:20b',
  'openai/gpt-oss-20b',
  'gpt-4o',
  'gpt-4o-2024-05-13',
  'gpt-3.5-turbo',
  'codex-next',
  'gpt-5-codex',
  'gpt-5',
  'gpt-5-mini',
  'gpt-5.1',
  'mock-model',
];

export default {
  name: 'model-families: known by their names',
  model: MODELS.map((text) => ({ text })),
  config: 'model_verbosity = "low"\nmodel_reasoning_effort = "low"\ntools = { web_search = true }',
  async steps(client) {
    await client.initialize();
    for (const model of MODELS) {
      await client.converse({ model, includePlanTool: true });
      await client.turn(model);
    }
  },
} satisfies Scenario;
