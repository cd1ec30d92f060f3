import { expect, test } from 'vitest';
import { familyOf, takesReasoning } from '../../src/model/families.js';

/** What is true of a family, in one line. */
function traits(model: string): string {
  const { reasoning, verbosity, contextWindow, autoCompactLimit, localShell, patchTool, patchGuide } = familyOf(model);
  return [
    reasoning && 'reasoning',
    verbosity && 'verbosity',
    localShell && 'local shell',
    patchTool && 'patch tool',
    patchGuide && 'guide',
    contextWindow,
    autoCompactLimit,
  ]
    .filter(Boolean)
    .join(', ');
}

// C75, C76
test.each([
  ['o3', 'reasoning, guide, 200000, 180000'],
  ['o3-pro', 'reasoning, guide'],
  ['o4-mini', 'reasoning, guide, 200000, 180000'],
  ['codex-mini-latest', 'reasoning, local shell, guide, 200000, 180000'],
  ['gpt-4.1', 'guide, 1047576, 942818'],
  ['gpt-4.1-mini', 'guide'],
  ['gpt-oss-120b', 'patch tool, 96000, 86400'],
  ['gpt-oss:20b', 'patch tool'],
  ['gpt-4o', 'guide, 128000, 115200'],
  ['gpt-3.5-turbo', 'guide, 16385, 14746'],
  ['codex-something', 'reasoning, 272000, 244800'],
  ['gpt-5-codex', 'reasoning, 272000, 244800'],
  ['gpt-5', 'reasoning, verbosity, guide, 272000, 244800'],
  ['mock-model', ''],
])('%s: %s', (model, expected) => {
  expect(traits(model)).toBe(expected);
});

test.each([
  ['gpt-5.1', 'gpt-5'],
  ['gpt-5-mini', 'gpt-5'],
  ['openai/gpt-5', 'gpt-5'],
  ['gpt-5.1-codex', 'gpt-5-codex'],
  ['gpt-5.1-codex-max', 'gpt-5-codex'],
  ['openai/gpt-oss-20b', 'gpt-oss-20b'],
  ['qwen3-coder:30b', 'gpt-oss:20b'],
  ['deepseek-ai/DeepSeek-V3.1', 'gpt-oss:20b'],
  ['meta-llama/Llama-3.3-70B-Instruct', 'gpt-oss:20b'],
  ['anthropic/claude-sonnet-4.5', 'gpt-oss:20b'],
  ['my-fine-tune', 'mock-model'],
])('%s, which the reference does not know, is like %s', (model, like) => {
  expect(traits(model)).toBe(traits(like));
});

test('the configuration can force reasoning for its own model and for unknown models', () => {
  const forced = (model: string) => takesReasoning({ model, forceReasoningOf: 'gpt-4.1' });
  expect(['gpt-4.1', 'nobody-knows-it', 'gpt-4o', 'gpt-5'].map(forced)).toEqual([true, true, false, true]);
  expect(takesReasoning({ model: 'gpt-4.1' })).toBe(false);
});
