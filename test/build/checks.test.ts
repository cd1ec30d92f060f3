import { expect, test } from 'vitest';
import { wrongArrows } from '../../src/build/arrows.js';
import { circlesIn } from '../../src/build/circles.js';
import { importsOf } from '../../src/build/imports.js';

test.each<[string, Record<string, string[]>, string[][]]>([
  ['a line has no circle', { a: ['b'], b: ['c'], c: [] }, []],
  ['two ways to one file are no circle', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
  ['two files', { a: ['b'], b: ['a'] }, [['a', 'b']]],
  ['a file that imports itself', { a: ['a'] }, [['a']]],
  ['a long way round, with a file outside', { x: ['a'], a: ['b'], b: ['c'], c: ['a'] }, [['a', 'b', 'c']]],
  [
    'two circles that touch by one arrow',
    { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] },
    [
      ['c', 'd'],
      ['a', 'b'],
    ],
  ],
  ['imports that lead out of the graph', { a: ['elsewhere'] }, []],
])('import circles: %s', (_, graph, circles) => {
  expect(circlesIn(new Map(Object.entries(graph)))).toEqual(circles);
});

test.each<[string, string[], string[], number]>([
  ['protocol/v1/turns.ts', ['protocol/schema.ts'], ['zod'], 0],
  ['protocol/v1/turns.ts', [], ['uuid'], 1],
  ['src/core/turn/turn.ts', ['src/store/files/store.ts'], [], 1],
  ['src/api/v1/turns.ts', ['src/core/turn/turn.ts', 'src/rpc/dispatch.ts'], [], 0],
  ['src/rpc/dispatch.ts', ['src/api/v1/turns.ts'], [], 1],
  ['src/nowhere/x.ts', [], [], 1],
  ['src/server/server.ts', ['src/store/files/store.ts', 'src/api/v1/api.ts'], ['pino'], 0],
  ['src/cli/doctor.ts', ['src/process/sandbox/doctor.ts'], [], 1],
  ['src/auth/stores.ts', ['src/config/auth-settings.ts'], [], 1],
  ['clients/demo/main.ts', ['src/core/turn/turn.ts'], [], 1],
])('import arrows: %s to %j and %j', (file, files, packages, findings) => {
  expect(wrongArrows(new Map([[file, { files, packages }]]))).toHaveLength(findings);
});

test('imports are found in every form, and lead to files', () => {
  const imports = importsOf(['src/cli', 'src/build']);
  const main = imports.get('src/cli/main.ts')?.files;
  expect(main).toContain('src/cli/app-server.ts'); // a value
  expect(main).toContain('src/cli/dispatch.ts'); // an `import()`
  expect(imports.get('src/build/arrows.ts')?.files).toEqual(['src/build/imports.ts']); // a type
  expect(imports.get('src/build/imports.ts')?.packages).toEqual(['typescript']);
});
