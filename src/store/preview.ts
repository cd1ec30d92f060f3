import { isInjected } from '../domain/injected-text.js';

const REQUEST_MARK = '## My request for Codex:';
/** Characters of a preview (C324). */
const MAX_PREVIEW = 1000;

/** What lists show of a message; undefined for a message without text of the user. */
export function previewOf(content: readonly { type: string; text?: string }[]): string | undefined {
  const text = content.find((part) => part.type === 'input_text' && !isInjected(part.text ?? ''))?.text;
  if (text === undefined) return undefined;
  const at = text.indexOf(REQUEST_MARK);
  return cut(at < 0 ? text : text.slice(at + REQUEST_MARK.length).trim());
}

function cut(text: string): string {
  if (text.length <= MAX_PREVIEW) return text;
  // The cut must not leave half of a surrogate pair.
  return `${text.slice(0, MAX_PREVIEW - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
