import { type CallToolResult, ContentBlock } from '../../../protocol/rollout/mcp.js';
import { headAndTail } from '../shell/format.js';
import type { CallResult } from './connection.js';

/** About 10,000 tokens; the reference had no limit. */
const MAX_BYTES = 40_000;
/** What models take, and no more of it than their APIs do. */
const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const MAX_IMAGE_BASE64 = 20 * 1024 * 1024;

/** What clients are told of an answer. Pieces of a kind that the protocol has no word for become text. */
export function keptResult({ content, isError, structuredContent }: CallResult): CallToolResult {
  const block = ContentBlock();
  return {
    content: content.map((piece) => {
      const known = block.safeParse(piece);
      return known.success ? known.data : { type: 'text', text: JSON.stringify(piece) };
    }),
    ...(isError == null ? {} : { isError }),
    ...(structuredContent == null ? {} : { structuredContent: structuredContent as never }),
  };
}

/**
 * What the model reads (C104): the structured content as JSON, else the list of pieces. It sees pictures, which `show` is
 * given as data URLs, instead of reading their bytes.
 */
export function modelOutput({ content, structuredContent }: CallToolResult, show: (url: string) => void): string {
  const pieces = content.map((piece) => {
    const url = imageUrl(piece);
    if (url === undefined) return piece;
    show(url);
    return { ...piece, data: '(shown in the message after this)' };
  });
  return headAndTail(JSON.stringify(structuredContent ?? pieces), MAX_BYTES);
}

function imageUrl(piece: CallToolResult['content'][number]): string | undefined {
  if (piece.type !== 'image' || !('data' in piece) || !('mimeType' in piece)) return undefined;
  const { data, mimeType } = piece;
  const isGood = IMAGES.includes(mimeType) && data.length <= MAX_IMAGE_BASE64 && /^[A-Za-z0-9+/]+={0,2}$/.test(data);
  return isGood ? `data:${mimeType};base64,${data}` : undefined;
}
