import { decode, encode } from '@jridgewell/sourcemap-codec';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { asScript } from '../../src/build/script.js';

const NO_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });
const scriptOf = (text: string) => asScript('a.js', { text, map: NO_MAP });

/** Runs a module that was made a script, and returns what it exports. */
function run(text: string, modules: Record<string, unknown> = {}): Record<string, unknown> {
  const { head, text: code, foot } = scriptOf(text);
  const module = { exports: {} };
  new Function('require', 'module', `"use strict";${head}\n${code}\n${foot}`)((name: string) => modules[name], module);
  return module.exports;
}

describe('imports and exports', () => {
  test('of every form that the bundler writes', () => {
    const text = [
      'import{a as b,c}from"./one.js";import d from"node:d";import*as e from"node:e";import f,{g}from"node:f";import"./two.js";',
      'const all=[b,c,d.x,e.y,f.g,g];export{all,c as again};',
    ].join('');
    const modules = { './one.js': { a: 1, c: 2 }, 'node:d': { x: 3 }, 'node:e': { y: 4 }, 'node:f': { g: 5 } };
    expect(run(text, modules)).toEqual({ all: [1, 2, 3, 4, 5, 5], again: 2 });
  });

  test('a package in CommonJS is the default export', () => {
    expect(run('var made=()=>({b:1});export default made();const c=2;export{c};')).toEqual({ default: { b: 1 }, c: 2 });
  });

  test('functions of slow modules of Node load them with the first call', () => {
    const loaded: string[] = [];
    const modules = {
      get 'node:crypto'() {
        loaded.push('node:crypto');
        return { randomBytes: (length: number) => `${length} bytes` };
      },
      get 'node:http'() {
        loaded.push('node:http');
        return { request: () => 'asked', Agent: class {} };
      },
    };
    const text = [
      'import{randomBytes as bytes}from"node:crypto";import{request,Agent}from"node:http";',
      'const both=()=>[bytes(3),request()];export{both};',
    ].join('');
    const { both } = run(text, modules) as { both: () => unknown[] };
    // A class is needed at once: another one may extend it.
    expect(new Set(loaded)).toEqual(new Set(['node:http']));
    expect(both()).toEqual(['3 bytes', 'asked']);
    expect(loaded.at(-1)).toBe('node:crypto');
    const { length } = loaded;
    expect(both()).toEqual(['3 bytes', 'asked']);
    expect(loaded).toHaveLength(length);
  });

  test.each(['export*from"./one.js";', 'export const a=1;', 'export function a(){}'])(
    'a kind that the bundler does not write is refused: %s',
    (text) => {
      expect(() => scriptOf(text)).toThrow('a.js: an export of a kind that bundles do not have');
    },
  );

  test('what is imported late is what the other file exports, or a rejection', async () => {
    const { late } = run('const late=name=>name?import("./late.js"):import("./none.js");export{late};', {
      './late.js': { here: true },
    }) as { late: (name: boolean) => Promise<unknown> };
    expect(await late(true)).toEqual({ here: true });
    expect(await late(false)).toBeUndefined();
  });

  test.each([
    'let a=1;const set=()=>{a=2};export{a,set};',
    'let a=1;function up(){a++}export{a,up};',
    'let a=1;const set=()=>{[a]=[2]};export{a,set};',
    'let a=1;const set=()=>{({b:a}={b:2})};export{a,set};',
    'let a=1;const each=()=>{for(a of[2]);};export{a as b,each};',
  ])('an export that changes later is refused: %s', (text) => {
    expect(() => scriptOf(text)).toThrow('a.js: the export "a" changes after the file was loaded');
  });

  test('a change while the file is loaded is none', () => {
    expect(run('let a=1;a=2;export{a};')).toEqual({ a: 2 });
  });
});

describe('copies with something added', () => {
  test.each([
    ['({...a,c:3})', { a: 1, b: 2, c: 3 }],
    ['({...a,b:3})', { a: 1, b: 3 }],
    ['({...a,...{b:4}})', { a: 1, b: 4 }],
    ['({...null,...a})', { a: 1, b: 2 }],
    ['({...{...a,c:1},d:2})', { a: 1, b: 2, c: 1, d: 2 }],
    ['({...JSON.parse(\'{"__proto__":{"x":1}}\'),c:3})', JSON.parse('{"__proto__":{"x":1},"c":3}')],
  ])('%s', (expression, expected) => {
    const { made } = run(`const a={a:1,b:2};const made=${expression};export{made};`);
    expect(JSON.stringify(made)).toBe(JSON.stringify(expected));
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
  });

  test('plain copies stay as they are', () => {
    expect(scriptOf('const a={b:1},c={...a},d={b:1,...a};export{c,d};').head).toBe('');
  });
});

test('the map tells the places of what stays', async () => {
  const source =
    'import { x } from "./x.js";\nconst first = { ...x, b: 1 }, second = unknown();\nexport { first, second };\n';
  const { code, map } = await transform(source, { minifyWhitespace: true, sourcemap: 'external', sourcefile: 's.js' });
  const script = asScript('a.js', { text: code, map });
  const column = script.text.indexOf('unknown');
  const segment = decode(JSON.parse(script.map).mappings)[0]?.find(([at]) => at === column);
  expect(segment?.slice(2)).toEqual([1, source.split('\n')[1]?.indexOf('unknown')]);
  expect(encode(decode(JSON.parse(script.map).mappings))).toBe(JSON.parse(script.map).mappings);
});
