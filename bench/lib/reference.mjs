// The references: the binaries that the environment names, else those of the npm packages under .cache, fetched when missing.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const CPUS = { x64: 'x86_64', arm64: 'aarch64' };
const SYSTEMS = { linux: 'unknown-linux-musl', darwin: 'apple-darwin' };
const triple = `${CPUS[process.arch]}-${SYSTEMS[process.platform]}`;

/** For each protocol: the package, where the binary is in it, and the variable that names another one. */
const REFERENCES = {
  v1: {
    variable: 'TURNWIRE_REFERENCE',
    package: '@openai/codex@0.44.0',
    cache: 'reference',
    binary: ['codex', 'vendor', triple, 'codex', 'codex'],
  },
  v2: {
    variable: 'TURNWIRE_REFERENCE_V2',
    package: '@openai/codex@0.171.0',
    cache: 'reference-v2',
    binary: [`codex-${process.platform}-${process.arch}`, 'vendor', triple, 'bin', 'codex'],
  },
};

/** Path of the binary. */
export function findReference(root, protocol) {
  const reference = REFERENCES[protocol];
  const given = process.env[reference.variable];
  if (given) {
    if (!fs.existsSync(given)) throw new Error(`${reference.variable} names ${given}, which is not there`);
    return path.resolve(given);
  }
  const prefix = path.join(root, '.cache', reference.cache);
  const binary = path.join(prefix, 'node_modules', '@openai', ...reference.binary);
  if (!fs.existsSync(binary)) {
    console.error(`fetching ${reference.package} ...`);
    fs.mkdirSync(prefix, { recursive: true });
    const args = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', prefix, reference.package];
    execFileSync('npm', args, { stdio: ['ignore', 2, 2], cwd: prefix });
  }
  if (!fs.existsSync(binary)) throw new Error(`${reference.package} holds no binary for ${triple}`);
  return binary;
}

/** The npm package around a binary, if there is one. */
export function packageAround(binary) {
  for (let dir = path.dirname(binary); dir !== path.dirname(dir); dir = path.dirname(dir)) {
    if (fs.existsSync(path.join(dir, 'package.json'))) return dir;
  }
}
