import { resolve } from 'node:path';
import { type ContentPart, type ImageDetail, type MessageItem, userMessage } from '../../domain/history-item.js';
import type { UserContent, UserMessage } from '../../domain/item.js';
import { type ConversationRecord, eventRecord, historyRecord } from '../../domain/record.js';
import { type ReadSkills, skillMessages } from './skill-messages.js';

/** The input of the user: the message for the model, and the item that clients see. */
export interface ReadInput {
  readonly item: MessageItem;
  readonly message: UserMessage;
  /** The skills that the user names, each as a message to the model. */
  readonly skills: readonly MessageItem[];
  /** Sentences for users about pictures that could not be read; the model gets the same text instead of the picture. */
  readonly notes: readonly string[];
}

export interface MessageIdentity {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The client's own id of the message. */
  readonly clientId?: string | undefined;
}

/** Reads a picture from the disk as a data URL. Rejects with an error whose message is for the model and the user. */
export type ReadImage = (path: string) => Promise<string>;

export interface ReadOptions {
  /** Relative paths begin here. */
  readonly cwd: string;
  readonly readImage: ReadImage;
  /** The skills of the user and the project; undefined for clients that know none. */
  readonly readSkills?: ReadSkills | undefined;
}

/** Reads the pictures and skills that the parts name. */
export async function readInput(
  parts: readonly UserContent[],
  { cwd, readImage, readSkills }: ReadOptions,
  { id, at, clientId }: MessageIdentity,
): Promise<ReadInput> {
  const read = await Promise.all(parts.map((part) => readPart(part, cwd, readImage)));
  const content = read.map(({ shown }) => shown);
  return {
    item: userMessage(read.flatMap(({ sent }) => sent ?? [])),
    skills: readSkills === undefined ? [] : skillMessages(parts, readSkills),
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
  /** Undefined for parts that only clients see. */
  readonly sent?: ContentPart | undefined;
  readonly shown: UserContent;
  readonly note?: string;
}

async function readPart(part: UserContent, cwd: string, readImage: ReadImage): Promise<ReadPart> {
  switch (part.type) {
    case 'text':
      return { sent: { type: 'input_text', text: part.text }, shown: part };
    case 'image':
      return { sent: picture(part.url, part), shown: part };
    case 'local-image':
      try {
        const url = await readImage(resolve(cwd, part.path));
        return { sent: picture(url, part), shown: { ...part, url } };
      } catch (e) {
        // The reference drops the picture silently; model and user should know that it is missing.
        const note = `The image ${part.path} could not be read: ${(e as Error).message}.`;
        return { sent: { type: 'input_text', text: `(${note})` }, shown: part, note };
      }
    case 'skill':
    case 'mention':
      return { shown: part };
  }
}

const picture = (image_url: string, { detail }: { readonly detail?: ImageDetail | undefined }): ContentPart => ({
  type: 'input_image',
  image_url,
  ...(detail === undefined ? {} : { detail }),
});

/**
 * The records of a message: the item first, then the event that histories show, then the skills. `queuedAs` names the queued input that becomes this message.
 */
export function messageRecords(
  {
    item,
    message,
    skills = [],
  }: Pick<ReadInput, 'item' | 'message'> & { readonly skills?: ReadInput['skills'] | undefined },
  queuedAs?: string,
  turnId: string | null = null,
): ConversationRecord[] {
  return [
    { type: 'history', item, queuedAs },
    eventRecord({ type: 'item-completed', item: message }, turnId),
    ...skills.map(historyRecord),
  ];
}
