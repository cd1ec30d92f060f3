import { isDeepStrictEqual } from 'node:util';
import { type CallToolResult, ContentBlock } from '../../../protocol/rollout/mcp.js';
import { headAndTail } from '../shell/format.js';
import type { CallResult } from './connection.js';
import { withoutNullsBelow } from './messages.js';

/** About 10,000 tokens; 0.44 has no limit. */
const MAX_BYTES = 40_000;
/** The kinds and sizes of pictures that the APIs of models accept. */
const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const MAX_IMAGE_BASE64 = 20 * 1024 * 1024;

/** The answer for clients. Content of a kind that the protocol does not have becomes text. */
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
 * The text for the model (C104): the structured content as JSON, and the list of content blocks that add to it; without structured content, the list of all
 * blocks (C301). Pictures are passed to `show` as data URLs, so that the model sees them instead of their bytes.
 */
export function modelOutput({ content, structuredContent }: CallToolResult, show: (url: string) => void): string {
  const pieces = content.map((piece) => withoutPicture(piece, show));
  if (structuredContent === undefined) return headAndTail(JSON.stringify(pieces), MAX_BYTES);
  const further = pieces.filter((piece) => !repeats(piece, structuredContent));
  const parts = [structuredContent, ...(further.length > 0 ? [further] : [])];
  return headAndTail(parts.map((part) => JSON.stringify(part)).join('\n'), MAX_BYTES);
}

/** The same for models of today: texts as they are, and everything else as JSON, each on lines of its own. */
export function modelText({ content, structuredContent }: CallToolResult, show: (url: string) => void): string {
  const pieces = content.map((piece) => withoutPicture(piece, show));
  const further = structuredContent === undefined ? pieces : pieces.filter((one) => !repeats(one, structuredContent));
  const texts = further.map((piece) => ('text' in piece ? String(piece.text) : JSON.stringify(piece)));
  const all = structuredContent === undefined ? texts : [JSON.stringify(structuredContent), ...texts];
  return headAndTail(all.join('\n'), MAX_BYTES);
}

/** The header of outputs that models of today know. */
export const withHeader = (output: string, wallMs: number): string =>
  `Wall time: ${(wallMs / 1000).toFixed(4)} seconds\nOutput:\n${output}`;

type Piece = CallToolResult['content'][number];

function withoutPicture(piece: Piece, show: (url: string) => void): Piece {
  const url = imageUrl(piece);
  if (url === undefined) return piece;
  show(url);
  return { ...piece, data: '(shown in the message after this)' };
}

/** Servers also send structured content as text, for clients that do not support it. */
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
