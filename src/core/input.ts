import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { ContentItem, ResponseItem } from '../../protocol/core/items.js';
import type { UserMessageEvent } from '../../protocol/core/message-events.js';
import { messageKind } from './message-kind.js';
import { userMessage } from './prompt.js';

/** One part of what a person sends. */
export type UserInput =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly url: string }
  | { readonly type: 'local-image'; readonly path: string };

export interface ReadInput {
  readonly item: ResponseItem;
  readonly event: { type: 'user_message' } & UserMessageEvent;
}

const IMAGE_TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.bmp': 'image/bmp',
  '.svg': 'image/svg+xml',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.ico': 'image/x-icon',
  '.avif': 'image/avif',
};

/** Turns what a person sent into the one message for the model and the event that histories show. */
export async function readInput(parts: readonly UserInput[], cwd: string): Promise<ReadInput> {
  const content = await Promise.all(parts.map((part) => toContent(part, cwd)));
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return { item: userMessage(content), event: userMessageEvent(texts, content) };
}

/** What histories show of a person's message. */
export function userMessageEvent(texts: readonly string[], content: readonly ContentItem[]): ReadInput['event'] {
  const images = content.flatMap((part) => (part.type === 'input_image' ? [part.image_url] : []));
  const message = texts.join('');
  return {
    type: 'user_message',
    message,
    ...(texts.length > 0 ? { kind: messageKind(message) } : {}),
    ...(images.length > 0 ? { images } : {}),
  };
}

async function toContent(part: UserInput, cwd: string): Promise<ContentItem> {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image':
      return { type: 'input_image', image_url: part.url };
    case 'local-image':
      try {
        const bytes = await readFile(resolve(cwd, part.path));
        const type = IMAGE_TYPES[extname(part.path).toLowerCase()] ?? 'image';
        return { type: 'input_image', image_url: `data:${type};base64,${bytes.toString('base64')}` };
      } catch (e) {
        // The reference drops the picture without a word; model and person should know that it is missing.
        return {
          type: 'input_text',
          text: `(The image ${part.path} could not be read: ${(e as NodeJS.ErrnoException).code})`,
        };
      }
  }
}
