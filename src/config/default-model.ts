import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DefaultModel } from '../core/ports/index.js';
import { writeAtomically } from '../os/atomic-write.js';
import { newOwner, releaseFile, retire, takeFile } from '../os/owned-file.js';
import { ConfigError } from './config-error.js';
import { readConfigText } from './config-file.js';
import { applyOverrides, type Override } from './overrides.js';
import { parseToml } from './toml.js';
import { editToml } from './toml-edit.js';

/** Attempts to write; an editor that saves the file each time in between wins. */
const MAX_TRIES = 10;
/** An edit takes milliseconds; a process that has the lock for longer is stuck. */
const MAX_WAIT_MS = 10_000;
const PAUSE_MS = 10;

/**
 * Writes model and effort where the next conversation will look: in the profile in force, or at the top level (C22, C54).
 * The rest of the file stays as it is. Throws `ConfigError` when the file cannot be read or edited, errors of the file system as they are.
 * Several processes do so one after another: none undoes what another one has written. When no other process is writing, the edit is done when this returns.
 */
export async function saveDefaultModel(
  path: string,
  wanted: DefaultModel,
  overrides: readonly Override[],
): Promise<void> {
  const before = readConfigText(path) ?? '';
  if (withDefaultModel(before, wanted, overrides, path) === before) return;
  const folder = dirname(path);
  const lock = join(folder, 'turnwire', 'config.lock');
  const self = newOwner();
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const deadline = Date.now() + MAX_WAIT_MS;
    while ('owner' in takeFile(lock, self)) {
      if (Date.now() > deadline) throw new ConfigError(`another process is changing ${path} (${lock})`);
      await delay(PAUSE_MS * (0.5 + Math.random()));
    }
    try {
      edit(path, wanted, overrides);
    } finally {
      releaseFile(lock, self);
    }
  } finally {
    retire(self);
  }
}

/** Other programs do not know of the lock: what they write in between counts as well. */
function edit(path: string, wanted: DefaultModel, overrides: readonly Override[]): void {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const text = readConfigText(path);
    const result = withDefaultModel(text ?? '', wanted, overrides, path);
    if (result === (text ?? '')) return;
    if (readConfigText(path) !== text) continue; // another program has saved it meanwhile: its edit must stay
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
