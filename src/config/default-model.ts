import type { DefaultModel } from '../core/ports/index.js';
import { ConfigError } from './config-error.js';
import { editConfigFile } from './edit-file.js';
import { applyOverrides, type Override } from './overrides.js';
import { parseToml } from './toml.js';
import { editToml } from './toml-edit.js';

/**
 * Writes model and effort where the next conversation will look: in the profile in force, or at the top level (C22, C54). Throws `ConfigError` when the
 * file cannot be read or edited, errors of the file system as they are.
 */
export function saveDefaultModel(path: string, wanted: DefaultModel, overrides: readonly Override[]): Promise<void> {
  return editConfigFile(path, (text) => withDefaultModel(text, wanted, overrides, path));
}

function withDefaultModel(
  text: string,
  { model, effort }: DefaultModel,
  overrides: readonly Override[],
  path: string,
): string {
  const { profile } = applyOverrides(parseToml(text, path), overrides);
  if (profile !== undefined && typeof profile !== 'string')
    throw new ConfigError('expected string in `profile`', { keys: ['profile'] });
  const table = profile === undefined ? [] : ['profiles', profile];
  const withModel = editToml(text, { table, key: 'model', value: model }, path);
  return editToml(withModel, { table, key: 'model_reasoning_effort', value: effort }, path);
}
