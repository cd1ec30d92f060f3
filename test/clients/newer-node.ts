import { existsSync } from 'node:fs';
import { install } from './packages.js';

const FETCHED = '24.21.0';

/** This Node when it is new enough for the clients, else one from npm. */
export function nodeFrom(major: number, minor = 0): string {
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const path = `${install('node', { [name]: FETCHED })}/${name}/bin/node`;
  if (!existsSync(path)) throw new Error(`${name} has no program; start this with Node ${major}.${minor} or later`);
  return path;
}
