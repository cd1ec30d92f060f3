import { isDeepStrictEqual } from 'node:util';
import { type CallToolResult, ContentBlock } from '../../../protocol/rollout/mcp.js';
import { headAndTail } from '../shell/format.js';
import type { CallResult } from './connection.js';
import { withoutNullsBelow } from './messages.js';

/** About 10,000 tokens; the reference had no limit. */
const MAX_BYTES = 40_000;
/** What models take, and no more of it than their APIs do. */
const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const MAX_IMAGE_BASE64 = 20 * 1024 * 1024;

/** What clients get of an answer. Pieces of a kind that the protocol has no word for become text. */
export function keptResult({ content, isError, structuredContent }: CallResult): CallToolResult {
  const block = ContentBlock();
  return {
    content: content.map(withoutNullsBelow).map((piece) => {
      const known = block.safeParse(piece);
      return known.success ? known.data : { type: 'text', text: JSON.stringify(piece) };
    }),
    ...(isError == null ? {} : { isError }),
    ...(structuredContent == null ? {} : { structuredContent: structuredContent as never }),
  };
}

/**
 * What the model reads (C104): the structured content as JSON, and the list of the pieces that say more than it; without it the list of all pieces
 * (C301). The model sees pictures, which `show` is given as data URLs, instead of reading their bytes.
 */
export function modelOutput({ content, structuredContent }: CallToolResult, show: (url: string) => void): string {
  const pieces = content.map((piece) => {
    const url = imageUrl(piece);
    if (url === undefined) return piece;
    show(url);
    return { ...piece, data: '(shown in the message after this)' };
  });
  if (structuredContent === undefined) return headAndTail(JSON.stringify(pieces), MAX_BYTES);
  const further = pieces.filter((piece) => !repeats(piece, structuredContent));
  const parts = [structuredContent, ...(further.length > 0 ? [further] : [])];
  return headAndTail(parts.map((part) => JSON.stringify(part)).join('\n'), MAX_BYTES);
}

/** Servers write structured content as text too, for clients that do not know it. */
function repeats(piece: object, structuredContent: unknown): boolean {
  if (!('text' in piece) || typeof piece.text !== 'string') return false;
  try {
    return isDeepStrictEqual(JSON.parse(piece.text), structuredContent);
  } catch {
    return false;
  }
}

function imageUrl(piece: CallToolResult['content'][number]): string | undefined {
  if (piece.type !== 'image' || !('data' in piece) || !('mimeType' in piece)) return undefined;
  const { data, mimeType } = piece;
  const isGood = IMAGES.includes(mimeType) && data.length <= MAX_IMAGE_BASE64 && /^[A-Za-z0-9+/]+={0,2}$/.test(data);
  return isGood ? `data:${mimeType};base64,${data}` : undefined;
}
