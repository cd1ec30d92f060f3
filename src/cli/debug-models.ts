import { type ListedModel, models } from '../server/commands/settings.js';
import { CONFIG_OPTIONS, readArguments, UsageError } from './arguments.js';

const USAGE = 'Usage: turnwire debug models [-c key=value]...';
const OPTIONS = { ...CONFIG_OPTIONS, 'strict-config': { type: 'boolean' }, oss: { type: 'boolean' } } as const;

/** `turnwire debug models`: the models to choose from as JSON, in the words that the editor's agent host reads. */
export function debugModels(args: readonly string[]): number {
  const { positionals, overrides } = readArguments(args, OPTIONS, USAGE);
  if (positionals.join(' ') !== 'models') throw new UsageError(`that is not how debug is called\n${USAGE}`);
  process.stdout.write(`${JSON.stringify({ models: models(overrides).map(inWordsOfTheFile) })}\n`);
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
