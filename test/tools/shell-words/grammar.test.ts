import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const READS = `
import { withTree } from './src/tools/shell-words/grammar.ts';
console.log('tree', await withTree('touch x', (tree) => tree.rootNode.type));
`;

/** The compiler works for a second on the largest function of the grammar, and the process ends only after it. */
test('a short script does not start the optimizing compiler', () => {
  const args = ['--trace-wasm-compilation-times', '--import', 'tsx', '--input-type=module', '--eval', READS];
  const said = execFileSync(process.execPath, args, { encoding: 'utf8' });
  expect(said).toContain('tree program');
  const optimized = said.split('\n').filter((line) => line.includes('using TurboFan'));
  expect(optimized.filter((line) => Number(/bodysize (\d+)/.exec(line)?.[1]) > 10_000)).toEqual([]);
});
