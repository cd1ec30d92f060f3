import { expect, test } from 'vitest';
import { withPlainExports } from '../../src/build/exports.js';

function run(code: string, isEntry = false): Record<string, unknown> {
  const module = { exports: {} };
  new Function('module', 'require', withPlainExports(code, isEntry))(module, (name: string) => ({ name }));
  return module.exports;
}

test('exports are values, under the names that importers use', () => {
  const exports = run('var a=1;function f(){return 2}export{a as b,f};\n');
  expect(Object.getOwnPropertyDescriptors(exports)).toMatchObject({
    b: { value: 1 },
    f: { value: expect.any(Function) },
  });
});

test.each([
  'var n=0,next=()=>{n=n+1};',
  'var n=0,next=()=>{n+=1};',
  'var n=0,next=()=>{n++};',
  'var n=0,next=()=>{--n;++n;++n};',
  'var n=0,next=()=>{[n]=[1]};',
  'var n=0,next=()=>{({a:n}={a:1})};',
  'var n=0,next=()=>{for(n of[1]);};',
])('a variable that changes is read anew: %s', (code) => {
  const exports = run(`${code}export{n,next}`) as { n: number; next: () => void };
  expect(exports.n).toBe(0);
  exports.next();
  expect(exports.n).toBe(1);
});

test('a variable that is only read is no such variable', () => {
  const exports = run('var n=0,o={n:1};o.n=2;!n;export{n}');
  expect(Object.getOwnPropertyDescriptor(exports, 'n')).toMatchObject({ value: 0 });
});

test('a late import gives the exports themselves', async () => {
  const { late } = run('var late=()=>import("./other-ABC.js");export{late}') as { late: () => Promise<unknown> };
  expect(await late()).toEqual({ name: './other-ABC.js' });
});

test('nothing before the exports moves to another column', () => {
  const code = 'var late=()=>import("./other-ABC.js"),next=1;';
  expect(withPlainExports(`${code}export{late}`, false).indexOf('next')).toBe(code.indexOf('next'));
});

test('what other programs import is marked as a module, without a further name', () => {
  const exports = run('var a=1;export{a}', true);
  expect([Object.keys(exports), exports.__esModule]).toEqual([['a'], true]);
});

test('a file without exports stays as it is', () => {
  expect(withPlainExports('run()', false)).toBe('run()');
});
