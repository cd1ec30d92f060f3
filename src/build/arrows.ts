import type { Imports } from './imports.js';

/** What every part that implements a port may import: the ports, and what lies below the core. */
const SHARED = [
  'protocol/rollout',
  'protocol/errors.ts',
  'protocol/explain.ts',
  'src/domain',
  'src/core/ports',
  'src/os',
  'src/net',
];

/**
 * Which folder may import which: a folder, and the other folders or files that it may import. docs/architecture.md explains them. An import that is not listed
 * needs a port (`src/core/ports`) or a better place for the code, not a new arrow.
 */
const ALLOWED: Record<string, readonly string[]> = {
  protocol: [],
  'src/domain': ['protocol/errors.ts'],
  'src/os': ['protocol/errors.ts'],
  'src/net': ['src/domain/abort.ts', 'src/os/open-regular-file.ts', 'src/os/late-import.ts'],
  'src/rpc': ['protocol', 'src/domain'],
  'src/transports': ['src/rpc', 'src/domain'],
  'src/relay': ['protocol', 'src/rpc', 'src/transports', 'src/core/ports', 'src/domain', 'src/os'],
  'src/api': ['protocol', 'src/rpc', 'src/core', 'src/domain', 'src/os/late-import.ts'],
  // Ids are spelled in one way everywhere.
  'src/core': ['protocol/rollout/ids.ts', 'protocol/errors.ts', 'src/domain'],
  'src/store': SHARED,
  'src/model': SHARED,
  'src/tools': [...SHARED, 'src/process'],
  'src/process': SHARED,
  'src/hooks': [...SHARED, 'src/process'],
  'src/auth': SHARED,
  'src/config': SHARED,
  'src/workspace': [...SHARED, 'src/process'],
  // Commands use the parts that the server has connected.
  'src/cli': [
    'src/server',
    'src/os/nearest-word.ts',
    'src/os/late-import.ts',
    'src/os/v8-flags.ts',
    'protocol/errors.ts',
    'generated-types',
    'clients/library',
    'clients/terminal',
  ],
  'src/testing': ['src/server/in-process.ts', 'src/model/scripted', 'protocol/explain.ts', 'clients/library'],
  'src/emit': ['protocol', 'generated-types'],
  clients: ['protocol', 'generated-types'],
};
/** These connect the parts, or build them. */
const UNRESTRICTED = ['src/server', 'src/build'];
/** The packages that a part may use. Parts that are not listed may use any. */
const PACKAGES: Record<string, readonly string[]> = { protocol: ['zod'], 'src/domain': [], 'src/core': ['uuid'] };

export function wrongArrows(imports: ReadonlyMap<string, Imports>): string[] {
  return [...imports].flatMap(([file, { files, packages }]) => {
    const wrongPackages = packages
      .filter((name) => !(packagesOf(file)?.includes(name) ?? true))
      .map((name) => `${file} must not import the package ${name}`);
    if (UNRESTRICTED.some((place) => within(file, place))) return wrongPackages;
    const home = Object.keys(ALLOWED).find((place) => within(file, place));
    if (home === undefined) return [`${file} is in no part that src/build/arrows.ts knows`];
    const reachable = [home, ...(ALLOWED[home] ?? [])];
    const wrongFiles = files
      .filter((target) => !reachable.some((place) => within(target, place)))
      .map((target) => `${file} must not import ${target}`);
    return [...wrongFiles, ...wrongPackages];
  });
}

const packagesOf = (file: string) => Object.entries(PACKAGES).find(([place]) => within(file, place))?.[1];

export const within = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`);
