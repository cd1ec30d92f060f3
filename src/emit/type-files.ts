import type { Named } from '../../protocol/schema.js';
import { type Area, areaOf, type EmittedType } from './areas.js';
import { printType } from './print-type.js';

/** Path from the folder of generated files -> content. */
export type Files = Map<string, string>;

export const GENERATED = 'Generated from protocol/ by `npm run emit`: edit that, not this.';

/** One file a type, an index for each area, and an index of all. */
export function typeFiles(types: readonly EmittedType[]): Files {
  const files: Files = new Map();
  for (const { name, area, declared } of types) {
    const { text, uses } = printType(declared);
    const imports = uses.map((used) => `import type { ${used.typeName} } from '${pathBetween(area, used)}';\n`);
    const head = imports.length > 0 ? `${imports.join('')}\n` : '';
    files.set(`${area}/${name}.ts`, `// ${GENERATED}\n${head}${text}`);
  }
  for (const area of ['v1', 'turnwire', 'v2'] as const) {
    const names = types.filter((type) => type.area === area).map((type) => type.name);
    const lines = names.map((name) => `export type { ${name} } from './${name}.js';\n`);
    files.set(`${area}/index.ts`, `// ${GENERATED}\n${lines.join('')}`);
  }
  files.set(
    'index.ts',
    `// ${GENERATED}\nexport type * from './methods.js';\nexport type * from './turnwire/index.js';\nexport type * from './v1/index.js';\nexport type * as v2 from './v2/index.js';\n`,
  );
  return files;
}

function pathBetween(from: Area, used: Named): string {
  const to = areaOf(used);
  const name = used.typeName;
  if (from !== 'turnwire' && to !== from)
    throw new Error(`${name} is a word of ${to}, and a type of ${from} mentions it`);
  return from === to ? `./${name}.js` : `../${to}/${name}.js`;
}
