import { type ListedModel, models } from '../server/commands/settings.js';
import { readArguments } from './arguments.js';
import { sayJson } from './output.js';
import { DEBUG_MODELS } from './table/machine.js';

/** `turnwire debug models`: the models to choose from as JSON, in the words that the editor's agent host reads. */
export function debugModels(args: readonly string[]): number {
  const { overrides } = readArguments(DEBUG_MODELS, args);
  sayJson({ models: models(overrides).map(inWordsOfTheFile) });
  return 0;
}

const inWordsOfTheFile = (model: ListedModel, index: number) => ({
  slug: model.slug,
  display_name: model.name,
  description: model.description,
  default_reasoning_level: model.defaultEffort,
  supported_reasoning_levels: model.efforts.map((effort) => ({ effort })),
  visibility: model.isHidden ? 'hide' : 'list',
  priority: index + 1,
  context_window: model.contextWindow ?? null,
  max_context_window: model.maxContextWindow ?? model.contextWindow ?? null,
});
