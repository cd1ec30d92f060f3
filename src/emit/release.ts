import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { printSnapshot, snapshot } from './snapshot.js';

// Run once a release, after the version in package.json has been raised: later changes are held against this file.
const root = new URL('../../', import.meta.url);
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as { version: string };
const folder = new URL('protocol/released/', root);
await mkdir(folder, { recursive: true });
await writeFile(new URL(`${version}.json`, folder), printSnapshot(snapshot()));
