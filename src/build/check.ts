import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emitAll, WORKING_METHODS_FILE, workingMethods } from '../emit/emit.js';
import { wrongArrows } from './arrows.js';
import { brokenPromises } from './broken-promises.js';
import { importCircles } from './circles.js';
import { differences } from './compare-folders.js';
import { importsOf } from './imports.js';
import { packageFindings } from './package-form.js';
import { foreignCitations, shortFiles } from './source-rules.js';

const imports = importsOf(['protocol', 'src', 'clients']);

/** Each check prints what it found; an empty list passes. */
const CHECKS: Record<string, () => string[] | Promise<string[]>> = {
  types: () => tool('typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']),
  'lint and format': () => tool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  'import arrows': () => wrongArrows(imports),
  'import circles': () => importCircles(imports),
  'short files': shortFiles,
  'citations in comments': foreignCitations,
  'generated types': staleTypes,
  'methods that initialize lists': staleMethods,
  'promises of the last release': brokenPromises,
  'package form': () =>
    existsSync('dist/types.d.cts') ? packageFindings() : ['dist/ is not built: run npm run build'],
};

let failed = false;
for (const [name, check] of Object.entries(CHECKS)) {
  const started = performance.now();
  const findings = await check();
  failed ||= findings.length > 0;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${findings.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  for (const finding of findings) console.log(`     ${finding}`);
}
process.exitCode = failed ? 1 : 0;

function tool(path: string, args: string[]): string[] {
  try {
    execFileSync(process.execPath, [`node_modules/${path}`, ...args], { encoding: 'utf8', stdio: 'pipe' });
    return [];
  } catch (e) {
    const { stdout = '', stderr = '' } = e as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`.trimEnd().split('\n');
  }
}

async function staleTypes(): Promise<string[]> {
  const fresh = mkdtempSync(join(tmpdir(), 'turnwire-emit-'));
  try {
    await emitAll(fresh);
    return differences(fresh, 'generated-types').map((path) => `generated-types/${path} is stale: run npm run emit`);
  } finally {
    rmSync(fresh, { recursive: true });
  }
}

function staleMethods(): string[] {
  if (readFileSync(WORKING_METHODS_FILE, 'utf8') === workingMethods()) return [];
  return [`${WORKING_METHODS_FILE} is stale: run npm run emit`];
}
