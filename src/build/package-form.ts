import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as areTheTypesWrong from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/** The packed file, which each installation downloads. */
const LARGEST_TARBALL = 2_400_000;
/** Files that must not be in it: maps name sources that are not there, and declarations are bundled. */
const UNWANTED = /\.map$|(?<!\.d)\.ts$|^dist\/types\/(src|protocol|clients|generated-types)\//;

/**
 * Findings that are no faults here. TypeScript's resolution "node10" knows no `exports`, and TypeScript 7 no longer has it. Every Node that this package runs
 * on loads modules with `require()`.
 */
const ACCEPTED = new Set(['NoResolution node10', 'CJSResolvesToESM node16-cjs']);

/** What publint and "are the types wrong" find in the package as it would be published. Neither needs the network. */
export async function packageFindings(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'turnwire-pack-'));
  try {
    const { name, files } = pack(folder);
    const tarball = new Uint8Array(readFileSync(join(folder, name)));
    return [
      ...(tarball.length > LARGEST_TARBALL
        ? [`${name} has ${tarball.length} bytes, more than ${LARGEST_TARBALL}`]
        : []),
      ...files.filter((file) => UNWANTED.test(file)).map((file) => `${file} should not be in the package`),
      ...brokenLinks(files),
      ...(await wrongExports(tarball)),
      ...(await wrongTypes(tarball)),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pack(folder: string): { name: string; files: string[] } {
  const options = ['--ignore-scripts', '--offline', '--json', '--pack-destination', folder];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const [packed] = JSON.parse(
    execFileSync(npm, ['pack', ...options], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as [{ filename: string; files: { path: string }[] }];
  return { name: packed.filename, files: packed.files.map(({ path }) => path) };
}

/** The README is read where the package is installed, too. */
function brokenLinks(files: readonly string[]): string[] {
  const links = [...readFileSync('README.md', 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
    ([, link]) => link as string,
  );
  return links
    .filter((link) => !files.some((file) => file === link || file.startsWith(`${link}/`)))
    .map((link) => `README.md links to ${link}, which is not in the package`);
}

async function wrongExports(tarball: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg as Record<string, unknown>)}`);
}

async function wrongTypes(tarball: Uint8Array): Promise<string[]> {
  const checked = await areTheTypesWrong.checkPackage(areTheTypesWrong.createPackageFromTarballData(tarball));
  if (!checked.types) return ['the package has no types'];
  return checked.problems
    .map(({ kind, ...where }) => ({ kind, ...(where as { entrypoint?: string; resolutionKind?: string }) }))
    .filter(({ kind, resolutionKind }) => !ACCEPTED.has(`${kind} ${resolutionKind}`))
    .map(({ kind, entrypoint, resolutionKind }) => `types: ${kind} at ${entrypoint} (${resolutionKind})`);
}
