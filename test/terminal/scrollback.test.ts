import { describe, expect, test } from 'vitest';
import type { Cell } from '../../clients/library/transcript/index.js';
import { script } from '../../clients/terminal/chat/cell-lines.js';
import { paintWith } from '../../clients/terminal/chat/paint.js';
import { Scrollback } from '../../clients/terminal/chat/scrollback.js';

const look = { width: 40, paint: paintWith(false), cwd: '/w', isWhole: false };
const base = (key: string) => ({ key, turnId: 't' });
const assistant = (text: string, isComplete: boolean): Cell => ({
  ...base('a'),
  kind: 'assistant',
  text,
  phase: null,
  isComplete,
});
const command = (status: 'inProgress' | 'completed'): Cell => ({
  ...{ ...base('c'), kind: 'command', command: 'make', cwd: '/w', status, output: '' },
  ...{ exitCode: status === 'completed' ? 0 : null, durationMs: null, isOfUser: false },
});
const end: Cell = { ...base('end'), kind: 'turn', status: 'completed', durationMs: null };
const printed = ({ chunks }: Scrollback): string => chunks.map(({ text }) => text).join('\n');

describe('of a conversation', () => {
  test('finished blocks of a message are printed while it grows, each once', () => {
    const scrollback = new Scrollback();
    expect(scrollback.advance([assistant('one\n\ntw', false)], look)).toEqual(['  tw', '']);
    expect(printed(scrollback)).toBe('  one\n');
    expect(scrollback.advance([assistant('one\n\ntwo\n\nthree', false)], look)).toEqual(['  three', '']);
    expect(scrollback.advance([assistant('one\n\ntwo\n\nthree', true)], look)).toEqual([]);
    expect(printed(scrollback)).toBe('  one\n\n  two\n\n  three\n');
  });

  test('what comes after a running command waits for it', () => {
    const scrollback = new Scrollback();
    const live = scrollback.advance([command('inProgress'), assistant('done', true)], look);
    expect(live).toEqual(['$ make', '', '  done', '']);
    expect(printed(scrollback)).toBe('');
    scrollback.advance([command('completed'), assistant('done', true)], look);
    expect(printed(scrollback)).toBe('$ make\n  \u2514 exit code 0\n\n  done\n');
  });

  test('a command that outlives its turn is printed with it, and again with its end', () => {
    const scrollback = new Scrollback();
    expect(scrollback.advance([command('inProgress'), end], look)).toEqual([]);
    scrollback.advance([command('completed'), end], look);
    expect(printed(scrollback)).toBe('$ make\n\n$ make\n  \u2514 exit code 0\n');
  });
});

test.each([
  ["/bin/bash -lc 'ls -l'", 'ls -l'],
  ['bash -lc "echo \\"a\\" \\$b"', 'echo "a" $b'],
  ["bash -lc 'a' 'b'", "bash -lc 'a' 'b'"],
  ['bash -lc "a $(b)"', 'bash -lc "a $(b)"'],
  ['ls -l', 'ls -l'],
])('%s is shown as %s', (line, shown) => {
  expect(script(line)).toBe(shown);
});
