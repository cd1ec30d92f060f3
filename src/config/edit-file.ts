import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeAtomically } from '../os/atomic-write.js';
import { withFileLock } from '../os/file-lock.js';
import { ConfigError } from './config-error.js';
import { readConfigText } from './config-file.js';

/** The most attempts to write. A program that changes the file before each attempt makes the edit fail. */
const MAX_TRIES = 10;

/**
 * Changes the text of the configuration. `change` returns the new text, and may be called again with a text that another program has written meanwhile.
 * Several processes write one after another, so none undoes the edit of another. If no other process is writing, the edit is done when this returns. Throws
 * `ConfigError` when the file cannot be read, errors of the file system as they are, and what `change` throws.
 */
export async function editConfigFile(path: string, change: (text: string) => string): Promise<void> {
  const before = readConfigText(path) ?? '';
  if (change(before) === before) return;
  const folder = dirname(path);
  const lock = join(folder, 'turnwire', 'config.lock');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const busy = (): Error => new ConfigError(`another process is changing ${path} (${lock})`);
  await withFileLock(lock, busy, () => edit(path, change));
}

/** Other programs do not know of the lock: their edits in between are kept too. */
function edit(path: string, change: (text: string) => string): void {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const text = readConfigText(path);
    const result = change(text ?? '');
    if (result === (text ?? '')) return;
    if (readConfigText(path) !== text) continue; // another program has saved it meanwhile: its edit is kept too
    writeAtomically(path, result, text === undefined ? 0o600 : undefined);
    return;
  }
  throw new ConfigError(`${path} changes all the time`);
}
