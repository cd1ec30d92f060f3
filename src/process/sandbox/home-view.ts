import { readdir, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { realPath } from '../../os/real-path.js';
import { secretNames } from './secrets.js';

/**
 * `$CODEX_HOME` as a command sees it: another folder with the content of the real one, without the secrets.
 *
 * A mount over each secret would not be enough: a mount ends when its file is replaced, which each sign-in does, and a secret that does not exist yet cannot
 * have a mount.
 */
export interface HomeView {
  readonly path: string;
  readonly entries: readonly string[];
  readonly links: readonly { readonly path: string; readonly target: string }[];
}

/** Undefined where there is no such folder yet. */
export async function viewOfHome(codexHome: string): Promise<HomeView | undefined> {
  const { path, exists } = await realPath(codexHome);
  if (!exists || dirname(path) === path) return undefined;
  const isSecret = secretNames(path);
  const shown = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !isSecret(name));
  const links = shown.filter((entry) => entry.isSymbolicLink()).map(({ name }) => join(path, name));
  return {
    path,
    entries: shown.filter((entry) => !entry.isSymbolicLink()).map(({ name }) => join(path, name)),
    links: await Promise.all(links.map(async (link) => ({ path: link, target: await readlink(link) }))),
  };
}
