import { lexer, type Token, type Tokens } from 'marked';
import { shown, shownLine } from './harmless.js';
import { even, type Look, type Paint } from './paint.js';
import { tableLines } from './table-lines.js';
import { indented, stringWidth, wrapHard, wrapWords } from './wrap.js';

/** Lines of a Markdown text, with one empty line between its blocks. */
export function markdownLines(text: string, look: Look): string[] {
  return blockLines(lexer(shown(text)), look);
}

/** The length of the beginning that stays as it is when more text follows: all blocks but the last. */
export function settledLength(text: string): number {
  const blocks = lexer(text);
  let last = blocks.length - 1;
  while (last >= 0 && blocks[last]?.type === 'space') last--;
  const settled = blocks.slice(0, Math.max(0, last)).reduce((length, { raw }) => length + raw.length, 0);
  // The lexer drops some characters of unusual texts. Then no part is certain to stay.
  return text.startsWith(blocks.map(({ raw }) => raw).join('')) ? settled : 0;
}

function blockLines(tokens: readonly Token[], look: Look): string[] {
  const lines: string[] = [];
  for (const token of tokens) {
    const block = lineOfBlock(token, look);
    if (block.length === 0) continue;
    if (lines.length > 0) lines.push('');
    lines.push(...block);
  }
  return lines;
}

function lineOfBlock(token: Token, look: Look): string[] {
  const { width, paint } = look;
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading': {
      const { depth, tokens } = token as Tokens.Heading;
      const text = inline(tokens, even(paint));
      return wrapWords(depth <= 2 ? paint.bold(paint.underline(text)) : paint.bold(text), width);
    }
    case 'code':
      return codeLines((token as Tokens.Code).text, look);
    case 'blockquote': {
      const inner = blockLines((token as Tokens.Blockquote).tokens, { ...look, width: width - 2 });
      return inner.map((line) => `${paint.dim('\u2502')} ${paint.italic(line)}`);
    }
    case 'list':
      return listLines(token as Tokens.List, look);
    case 'table': {
      const { header, rows, align } = token as Tokens.Table;
      const cellsOf = (row: Tokens.TableCell[], brush: Paint) => row.map((cell) => inline(cell.tokens, brush));
      const cells = [cellsOf(header, even(paint)), ...rows.map((row) => cellsOf(row, paint))];
      return tableLines(cells, align, look) ?? wrapHard(token.raw.trimEnd(), width);
    }
    case 'hr':
      return [paint.dim('\u2500'.repeat(Math.min(width, 40)))];
    case 'paragraph':
    case 'text':
      return wrapWords(inline('tokens' in token && token.tokens ? token.tokens : [token], paint), width);
    default:
      return wrapWords(token.raw.trimEnd(), width);
  }
}

function codeLines(code: string, { width, paint }: Look): string[] {
  return code.split('\n').flatMap((line) => wrapHard(line, width - 2).map((part) => `  ${paint.magenta(part)}`));
}

function listLines({ items, ordered, start, loose }: Tokens.List, look: Look): string[] {
  return items.flatMap((item, n) => {
    const box = item.task ? (item.checked ? '[x] ' : '[ ] ') : '';
    const mark = `${ordered ? `${Number(start || 1) + n}.` : '\u2022'} ${box}`;
    const inner = { ...look, width: look.width - stringWidth(mark) };
    const lines = item.tokens
      .filter(({ type }) => type !== 'checkbox')
      .flatMap((token, at) => {
        const block = lineOfBlock(token, inner);
        return at > 0 && loose && block.length > 0 ? ['', ...block] : block;
      });
    const item_ = indented(lines.length === 0 ? [''] : lines, mark);
    return loose && n < items.length - 1 ? [...item_, ''] : item_;
  });
}

function inline(tokens: readonly Token[] | undefined, paint: Paint): string {
  return (tokens ?? []).map((token) => inlineText(token, paint)).join('');
}

function inlineText(token: Token, paint: Paint): string {
  switch (token.type) {
    case 'strong':
      return paint.bold(inline(token.tokens, even(paint)));
    case 'em':
      return paint.italic(inline(token.tokens, paint));
    case 'del':
      return paint.struck(inline(token.tokens, paint));
    case 'codespan':
      return paint.magenta((token as Tokens.Codespan).text);
    case 'link':
    case 'image': {
      const { href, text } = token as Tokens.Link;
      const label = token.type === 'link' ? inline(token.tokens, paint) : shown(text);
      const target = shownLine(href);
      // The address is always shown, because the text may name another one.
      return text === href || `mailto:${text}` === href
        ? paint.underline(label)
        : `${paint.underline(label)} (${paint.magenta(target)})`;
    }
    case 'br':
      return '\n';
    case 'escape':
      return (token as Tokens.Escape).text;
    case 'text':
      return 'tokens' in token && token.tokens ? inline(token.tokens, paint) : leaf((token as Tokens.Text).text);
    default:
      return token.raw;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': '\u00a0',
};

/** Text without entities. The lexer replaces those with numbers, also by characters that move the cursor; the others are replaced here. */
const leaf = (text: string): string =>
  shown(text.replace(/&(?:amp|lt|gt|quot|nbsp);/g, (entity) => ENTITIES[entity] ?? entity));
