import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { compareTypes } from './types.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder of types; `Name` is declared in `Name.ts` unless the key is a path. */
function types(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'types-'));
  folders.push(folder);
  for (const [name, type] of Object.entries(files)) {
    const file = join(folder, `${name}.ts`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `export type ${name.replace(/.*\//, '')} = ${type};\n`);
  }
  return folder;
}

const verdict = (theirs: Record<string, string>, ours: Record<string, string>) =>
  compareTypes(types(theirs), types(ours), {}).find((row) => row.name === 'T')?.verdict;

describe('the comparison of generated types', () => {
  it.each([
    ['optional or null', '{ a: string | null }', '{ a?: string | undefined }'],
    ['optional and null', '{ a: string | null }', '{ a?: (string | null) | undefined }'],
    ['no params', '{ params: undefined }', '{ params?: null | undefined }'],
    ['bigint or number', '{ a: bigint }', '{ a: number }'],
    ['another order', '{ a: string, b: "x" | "y" }', "{ b: 'y' | 'x'; a: string }"],
    ['a map', '{ [key in string]?: string }', '{ [key: string]: string }'],
    ['no fields', 'Record<string, never>', 'Record<string, never>'],
    ['arrays', 'Array<string>', 'string[]'],
  ])('sees no difference: %s', (_, theirs, ours) => {
    expect(verdict({ T: theirs }, { T: ours })).toBe('equal');
  });

  it('sees no difference between an intersection and one object', () => {
    const event = '{ message: string }';
    expect(
      verdict(
        { E: event, T: '{ type: "e" } & E | { type: "f" }' },
        { E: event, T: "{ type: 'e'; message: string } | { type: 'f' }" },
      ),
    ).toBe('equal');
  });

  it('sees no difference between an object with a choice and a choice of objects', () => {
    const theirs = '{ id: string } & ({ url: string } | { path: string | null })';
    expect(verdict({ T: theirs }, { T: '{ id: string; url: string } | { id: string; path?: string }' })).toBe('equal');
    expect(verdict({ T: theirs }, { T: '{ id: string; url: string } | { id: string }' })).toBe('deviation');
  });

  it('takes a type in v2 before another of its name, and leaves out a folder', () => {
    const theirs = types({ T: 'string', 'v2/T': 'number' });
    expect(compareTypes(theirs, types({ T: 'number' }), {})).toEqual([{ name: 'T', verdict: 'equal' }]);
    expect(compareTypes(types({ T: 'string' }), theirs, {}, 'v2')).toEqual([{ name: 'T', verdict: 'equal' }]);
  });

  it('sees no difference between a name and what it stands for', () => {
    expect(verdict({ T: '{ a: E }', E: '"x" | "y"' }, { T: "{ a: 'x' | 'y' }", E: "'x' | 'y'" })).toBe('equal');
    expect(verdict({ T: '{ id: Id }', Id: 'string' }, { T: '{ id: string }', Id: 'string' })).toBe('equal');
  });

  it('sees no difference between folders', () => {
    expect(verdict({ 'json/V': 'string | null', T: '{ v: V }' }, { V: 'string | null', T: '{ v: V }' })).toBe('equal');
  });

  it('follows types that contain themselves', () => {
    expect(verdict({ T: '{ more: Array<T> | null }' }, { T: '{ more?: T[] | undefined }' })).toBe('equal');
  });

  it.each([
    ['a field less', '{ a: string; b: string }', '{ a: string }'],
    ['a field more', '{ a: string }', '{ a: string; b?: string }'],
    ['another name', '{ a: string }', '{ A: string }'],
    ['another type', '{ a: string }', '{ a: number }'],
    ['not optional', '{ a: string | null }', '{ a: string }'],
    ['a choice less', '"a" | "b"', '"a"'],
    ['a choice in a field', '{ a: "a" | "b" }', '{ a: "a" }'],
    ['values of a map', '{ [key in string]?: string }', '{ [key: string]: number }'],
    ['elements', 'Array<string>', 'number[]'],
  ])('sees a difference: %s', (_, theirs, ours) => {
    expect(verdict({ T: theirs }, { T: ours })).toBe('deviation');
  });

  it('names a type that is missing', () => {
    expect(compareTypes(types({ T: 'string' }), types({ U: 'string' }), {})).toEqual([
      { name: 'T', verdict: 'missing' },
    ]);
  });

  it('gives the reason of a reviewed deviation, and of nothing beyond it', () => {
    const theirs = types({ T: '{ a: string }' });
    const reviewed = { T: { reason: 'b is added', ours: ['b?'] } };
    const [wanted] = compareTypes(theirs, types({ T: '{ a: string; b?: string }' }), reviewed);
    expect(wanted).toMatchObject({ verdict: 'deviation', reason: 'b is added', detail: expect.stringContaining('b?') });
    const [unwanted] = compareTypes(theirs, types({ T: '{ b?: string }' }), reviewed);
    expect(unwanted).toMatchObject({ verdict: 'deviation', detail: expect.stringContaining('a: string') });
    expect(unwanted).not.toHaveProperty('reason');
  });

  it('refuses two types of one name', () => {
    expect(() => compareTypes(types({ 'a/T': 'string', 'b/T': 'string' }), types({}), {})).toThrow('declared twice');
  });
});
