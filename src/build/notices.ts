import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** Writes the licences of every package whose code is in the bundles. */
export function writeNotices(metafiles: readonly Metafile[]): void {
  const folders = new Set<string>();
  for (const input of metafiles.flatMap((metafile) => Object.keys(metafile.inputs))) {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (folder) folders.add(folder);
  }
  const notices = [...folders].sort().map(notice).concat(BASH_GRAMMAR, YOGA);
  writeFileSync('dist/NOTICES.md', `# Notices\n\nThe bundles contain code of these packages.\n\n${notices.join('\n')}`);
}

/** This code is compiled into a package that contains only its own licence. */
const BASH_GRAMMAR = `## tree-sitter-bash, as WebAssembly in @vscode/tree-sitter-wasm (MIT)\n\nCopyright (c) 2017 Max Brunsfeld. The MIT licence, as printed above for that package, applies.\n`;

/** Its package has no licence file. */
const YOGA = `## Yoga, in yoga-layout (MIT)\n\nCopyright (c) Facebook, Inc. and its affiliates. The MIT licence, as printed above for react, applies.\n`;

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text =
    file && existsSync(join(folder, file))
      ? readFileSync(join(folder, file), 'utf8').trim()
      : 'No licence file in the package.';
  return `## ${name} ${version} (${license})\n\n\`\`\`\n${text}\n\`\`\`\n`;
}
