import { readFileSync } from 'node:fs';

/** A fenced block of a page. */
export interface Example {
  readonly page: string;
  /** The line of its first fence. */
  readonly line: number;
  /** `js`, `sh`, … as the fence says; empty without one. */
  readonly language: string;
  readonly text: string;
}

/** All fenced blocks of a page, in order. */
export function examplesOf(page: string): Example[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^ *```(\w*)[^\n]*\n([\s\S]*?)^ *```$/gm)].map(
    ({ index, 1: language = '', 2: body = '' }) => ({
      page,
      line: text.slice(0, index).split('\n').length,
      language,
      text: body,
    }),
  );
}
