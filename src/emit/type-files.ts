import type { Area, EmittedType } from './areas.js';
import { printType } from './print-type.js';

/** Path from the folder of generated files -> content. */
export type Files = Map<string, string>;

export const GENERATED = 'Generated from protocol/ by `npm run emit`: edit that, not this.';

/** One file a type, an index for each area, and an index of both. */
export function typeFiles(types: readonly EmittedType[]): Files {
  const areaOf = new Map(types.map((type) => [type.name, type.area]));
  const files: Files = new Map();
  for (const { name, area, declared } of types) {
    const { text, uses } = printType(declared);
    const imports = uses.map(
      (used) => `import type { ${used} } from '${pathBetween(area, areaOf.get(used), used)}';\n`,
    );
    const head = imports.length > 0 ? `${imports.join('')}\n` : '';
    files.set(`${area}/${name}.ts`, `// ${GENERATED}\n${head}${text}`);
  }
  for (const area of ['v1', 'turnwire'] as const) {
    const names = types.filter((type) => type.area === area).map((type) => type.name);
    const lines = names.map((name) => `export type { ${name} } from './${name}.js';\n`);
    files.set(`${area}/index.ts`, `// ${GENERATED}\n${lines.join('')}`);
  }
  files.set(
    'index.ts',
    `// ${GENERATED}\nexport type * from './turnwire/index.js';\nexport type * from './v1/index.js';\n`,
  );
  return files;
}

function pathBetween(from: Area, to: Area | undefined, name: string): string {
  if (to === undefined) throw new Error(`${name} is mentioned but not declared`);
  if (from === 'v1' && to !== 'v1') throw new Error(`${name} is a type of our own, and a type of v1 mentions it`);
  return from === to ? `./${name}.js` : `../${to}/${name}.js`;
}
