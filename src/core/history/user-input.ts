import { resolve } from 'node:path';
import type { ContentItem, ResponseItem } from '../../../protocol/rollout/items.js';
import type { UserMessageEvent } from '../../../protocol/rollout/message-events.js';
import { messageKind } from '../../domain/message-kind.js';
import { userMessage } from './context-messages.js';
import { readLocalImage } from './local-image.js';

/** One part of what a person sends. */
export type UserInput =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly url: string }
  | { readonly type: 'local-image'; readonly path: string };

export interface ReadInput {
  readonly item: ResponseItem;
  readonly event: { type: 'user_message' } & UserMessageEvent;
  /** What could not be read, for people; the model is told in the place of the picture. */
  readonly notes: readonly string[];
}

/** Turns what a person sent into the one message for the model and the event that histories show. */
export async function readInput(parts: readonly UserInput[], cwd: string): Promise<ReadInput> {
  const notes: string[] = [];
  const content = await Promise.all(parts.map((part) => toContent(part, cwd, (note) => notes.push(note))));
  return { item: userMessage(content), event: userMessageEvent(textsOf(parts), content), notes };
}

/** What a person says in words. */
export const textsOf = (parts: readonly UserInput[]): string[] =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));

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

async function toContent(part: UserInput, cwd: string, tell: (note: string) => void): Promise<ContentItem> {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image':
      return { type: 'input_image', image_url: part.url };
    case 'local-image':
      try {
        return { type: 'input_image', image_url: await readLocalImage(resolve(cwd, part.path)) };
      } catch (e) {
        // The reference drops the picture without a word; model and person should know that it is missing.
        const note = `The image ${part.path} could not be read: ${(e as Error).message}.`;
        tell(note);
        return { type: 'input_text', text: `(${note})` };
      }
  }
}
