import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DefaultModel } from '../core/ports/index.js';
import { writeAtomically } from '../os/atomic-write.js';
import { ConfigError } from './config-error.js';
import { readConfigText } from './config-file.js';
import { applyOverrides, type Override } from './overrides.js';
import { parseToml } from './toml.js';
import { editToml } from './toml-edit.js';

/** Attempts to write; an editor that saves the file each time in between wins. */
const MAX_TRIES = 10;

/**
 * Writes model and effort where the next conversation will look: in the profile in force, or at the top level (C22, C54).
 * The rest of the file stays as it is. Throws `ConfigError` when the file cannot be read or edited, errors of the file system as they are.
 */
export function saveDefaultModel(path: string, wanted: DefaultModel, overrides: readonly Override[]): void {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const text = readConfigText(path);
    const result = withDefaultModel(text ?? '', wanted, overrides, path);
    if (result === (text ?? '')) return;
    if (readConfigText(path) !== text) continue; // somebody has saved it meanwhile: their edit counts as well
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeAtomically(path, result, text === undefined ? 0o600 : undefined);
    return;
  }
  throw new ConfigError(`${path} changes all the time`);
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
