import { resolve } from 'node:path';
import { type ContentPart, type MessageItem, userMessage } from '../../domain/history-item.js';
import type { UserContent, UserMessage } from '../../domain/item.js';
import { type ConversationRecord, eventRecord } from '../../domain/record.js';

/** What the user sent: the message for the model, and the item that clients see. */
export interface ReadInput {
  readonly item: MessageItem;
  readonly message: UserMessage;
  /** What could not be read, for users; the model is told in the place of the picture. */
  readonly notes: readonly string[];
}

export interface MessageIdentity {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The client's own id of the message. */
  readonly clientId?: string | undefined;
}

/** Gives a picture of the disk as a data URL. The message of what it throws says what is wrong, for model and user. */
export type ReadImage = (path: string) => Promise<string>;

/** Reads the pictures that the parts name. Relative paths begin at `cwd`. */
export async function readInput(
  parts: readonly UserContent[],
  cwd: string,
  readImage: ReadImage,
  { id, at, clientId }: MessageIdentity,
): Promise<ReadInput> {
  const read = await Promise.all(parts.map((part) => readPart(part, cwd, readImage)));
  const content = read.map(({ shown }) => shown);
  return {
    item: userMessage(read.map(({ sent }) => sent)),
    message: {
      type: 'user-message',
      id,
      startedAt: at,
      completedAt: at,
      content,
      ...(clientId === undefined ? {} : { clientId }),
    },
    notes: read.flatMap(({ note }) => (note === undefined ? [] : [note])),
  };
}

interface ReadPart {
  readonly sent: ContentPart;
  readonly shown: UserContent;
  readonly note?: string;
}

async function readPart(part: UserContent, cwd: string, readImage: ReadImage): Promise<ReadPart> {
  switch (part.type) {
    case 'text':
      return { sent: { type: 'input_text', text: part.text }, shown: part };
    case 'image':
      return { sent: { type: 'input_image', image_url: part.url }, shown: part };
    case 'local-image':
      try {
        const url = await readImage(resolve(cwd, part.path));
        return { sent: { type: 'input_image', image_url: url }, shown: { ...part, url } };
      } catch (e) {
        // The reference drops the picture silently; model and user should know that it is missing.
        const note = `The image ${part.path} could not be read: ${(e as Error).message}.`;
        return { sent: { type: 'input_text', text: `(${note})` }, shown: part, note };
      }
  }
}

/** The records of a message: the item first, then the event that histories show. `queuedAs` names the queued input that it takes in. */
export function messageRecords(
  { item, message }: Pick<ReadInput, 'item' | 'message'>,
  queuedAs?: string,
  turnId: string | null = null,
): ConversationRecord[] {
  return [{ type: 'history', item, queuedAs }, eventRecord({ type: 'item-completed', item: message }, turnId)];
}
