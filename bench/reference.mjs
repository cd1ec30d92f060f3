// The reference: TURNWIRE_REFERENCE, or the binary of the npm package under .cache/reference, fetched when missing.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const PACKAGE = '@openai/codex@0.44.0';
const CPUS = { x64: 'x86_64', arm64: 'aarch64' };
const SYSTEMS = { linux: 'unknown-linux-musl', darwin: 'apple-darwin' };

/** Path of the binary. */
export function findReference(root) {
  const given = process.env.TURNWIRE_REFERENCE;
  if (given) {
    if (!fs.existsSync(given)) throw new Error(`TURNWIRE_REFERENCE names ${given}, which is not there`);
    return path.resolve(given);
  }
  const triple = `${CPUS[process.arch]}-${SYSTEMS[process.platform]}`;
  const prefix = path.join(root, '.cache', 'reference');
  const binary = path.join(prefix, 'node_modules', '@openai', 'codex', 'vendor', triple, 'codex', 'codex');
  if (!fs.existsSync(binary)) {
    console.error(`fetching ${PACKAGE} ...`);
    fs.mkdirSync(prefix, { recursive: true });
    const args = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', prefix, PACKAGE];
    execFileSync('npm', args, { stdio: ['ignore', 2, 2], cwd: prefix });
  }
  if (!fs.existsSync(binary)) throw new Error(`${PACKAGE} holds no binary for ${triple}`);
  return binary;
}

/** The npm package around a binary, if there is one. */
export function packageAround(binary) {
  for (let dir = path.dirname(binary); dir !== path.dirname(dir); dir = path.dirname(dir)) {
    if (fs.existsSync(path.join(dir, 'package.json'))) return dir;
  }
}
