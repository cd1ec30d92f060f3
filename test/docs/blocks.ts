import { readdirSync } from 'node:fs';
import { type Example, examplesOf } from '../support/examples.js';

/** The pages that people read, and the fenced blocks in them. */
export const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...['docs', 'clients'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
].sort();

export const BLOCKS: readonly Example[] = PAGES.flatMap(examplesOf);

export const named = ({ page, line, language }: Example): string => `${page}:${line} ${language}`;

/** The texts of the blocks of one language in a page, in order. */
export function textsOf(page: string, language: string): string[] {
  const texts = examplesOf(page)
    .filter((block) => block.language === language)
    .map(({ text }) => text);
  if (texts.length === 0) throw new Error(`${page} has no block of ${language}`);
  return texts;
}

/** What a page shows of a value: members that it leaves out may be there, and `…` stands for any text. */
export function fits(shown: unknown, real: unknown): boolean {
  if (typeof shown === 'string' && typeof real === 'string') {
    const parts = shown.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return new RegExp(`^${parts.join('[^]*')}$`).test(real);
  }
  if (typeof shown !== 'object' || shown === null) return shown === real;
  if (typeof real !== 'object' || real === null || Array.isArray(shown) !== Array.isArray(real)) return false;
  if (Array.isArray(shown) && shown.length !== (real as unknown[]).length) return false;
  return Object.entries(shown).every(([key, value]) => fits(value, (real as Record<string, unknown>)[key]));
}
