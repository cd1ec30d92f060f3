import type { Scenario } from '../scenario.js';

/** Names that came after the reference. */
const MODELS = [
  'gpt-5.1-codex',
  'gpt-5.1-codex-mini',
  'openai/gpt-5-mini',
  'qwen3-coder:30b',
  'deepseek-chat',
  'meta-llama/llama-3.3-70b-instruct',
];

export default {
  name: 'model-families: newer names',
  model: MODELS.map((text) => ({ text })),
  async steps(client) {
    await client.initialize();
    for (const model of MODELS) {
      await client.converse({ model });
      await client.turn(model);
    }
  },
} satisfies Scenario;
