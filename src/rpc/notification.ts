import { encodeMessage, encodeWhole, isLongText, type MessageText } from './encode.js';

/** What a notification has beside its method and its params, for clients that want it. */
export interface Stamp {
  /** When it was made, in milliseconds since the epoch. */
  readonly emittedAtMs?: number;
  /** Its place among the notifications of a conversation, and the life of the conversation in which the place counts. */
  readonly seq?: number;
  readonly epoch?: string;
}

/** For clients that want none. */
export const NO_STAMP: Stamp = {};

/** A notification with a piece of a text. */
export const encodeDelta = (method: string, params: unknown, stamp: Stamp, text: string): MessageText =>
  encodeNotification(method, params, stamp, isLongText(text) ? encodeMessage : encodeWhole);

/** The message of a notification; `params` undefined: it has none. */
export function encodeNotification(
  method: string,
  params: unknown,
  stamp: Stamp = NO_STAMP,
  encode: typeof encodeMessage = encodeMessage,
): MessageText {
  const isStamped = stamp.emittedAtMs !== undefined || stamp.seq !== undefined;
  const tail = isStamped ? `,${JSON.stringify(stamp).slice(1)}` : '}';
  return params === undefined
    ? `{"method":"${method}"${tail}`
    : encode(`{"method":"${method}","params":`, params, tail);
}
