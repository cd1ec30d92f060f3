import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Listing } from '../../../src/workspace/search/listing.js';
import { type Scratch, scratchFolder } from '../../support/scratch.js';

export const listingOf = (root: string, home = '/nowhere') =>
  new Listing(root, { home, config: join(home, '.config') });

/** The paths that a listing has, in order. */
export async function filesOf(listing: Listing): Promise<string[]> {
  return [...(await listing.folders({ stopped: false }))].flatMap(({ files }) => files).sort();
}

/** A folder with files: their texts by name. */
export async function makeTree(files: Record<string, string>): Promise<Scratch> {
  const scratch = await scratchFolder('tree');
  write(scratch.path, files);
  return scratch;
}

export function write(root: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}
