import { isJsonObject } from '../../domain/json.js';

/** Errors can be nested: a gateway quotes the error of the provider behind it. */
const MAX_DEPTH = 6;
/** The members in which servers put their message, the best one first. */
const PLACES = ['message', 'error_description', 'detail', 'error', 'errors', 'msg', 'reason', 'description', 'title'];

/** The message for users in an error of a provider; undefined when there is none. */
export function sentenceIn(error: unknown, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (typeof error === 'string') return sentenceOf(error, depth);
  if (Array.isArray(error)) {
    const all = error.map((one) => sentenceIn(one, depth + 1)).filter((one) => one !== undefined);
    return all.length === 0 ? undefined : all.join('; ');
  }
  if (!isJsonObject(error)) return undefined;
  const sentence = PLACES.map((place) => sentenceIn(error[place], depth + 1)).find((one) => one !== undefined);
  if (sentence === undefined) return undefined;
  // Validation errors of FastAPI have the place in a second member; OpenRouter quotes the provider behind it.
  const place = Array.isArray(error.loc) && error.msg !== undefined ? `${error.loc.join('.')}: ` : '';
  const quoted = isJsonObject(error.metadata) ? sentenceIn(error.metadata.raw, depth + 1) : undefined;
  return `${place}${sentence}${quoted === undefined || quoted === sentence ? '' : `: ${quoted}`}`;
}

/** A text may itself be an error as JSON. */
function sentenceOf(text: string, depth: number): string | undefined {
  const trimmed = text.trim();
  if (!/^[{[]/.test(trimmed)) return trimmed || undefined;
  try {
    return sentenceIn(JSON.parse(trimmed), depth + 1) ?? trimmed;
  } catch {
    return trimmed;
  }
}

/** What users see of a body: its message, the title of an HTML page, or the body itself. */
export function bodyText(body: string): string {
  const text = body.trim();
  if (!/^<(!doctype|html|head|body|h1|title|center)\b/i.test(text)) return sentenceOf(text, 0) ?? '';
  const [, title] = /<title[^>]*>([^<]*)<\/title>/i.exec(text) ?? /<h1[^>]*>([^<]*)<\/h1>/i.exec(text) ?? [];
  return title?.trim() ? `a page with the title "${title.trim()}"` : text;
}
