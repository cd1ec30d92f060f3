import type { MessageText } from './encode.js';

/** Carries messages between this process and one client. Each message is the text of one JSON value. */
export interface Transport {
  /** Begins to pass the client's messages to the receiver. Called once. */
  start(receiver: Receiver): void;
  /** Asks the client's side to wait. Messages that have been read already may still come. */
  pause(): void;
  resume(): void;
  /** Sends messages in their order. False: the client does not keep up, and `drained` will be called. */
  send(messages: readonly MessageText[]): boolean;
  /** Resolves when everything sent is on its way to the client, or the client is gone. */
  flushed(): Promise<void>;
  /** Ends the connection to a client that leaves too much unread. Without it, everything waits for the client. */
  giveUp?(reason: string): void;
}

/** What a transport reports. */
export interface Receiver {
  message(text: string): void;
  unreadable(why: Unreadable): void;
  /** The client has taken what was sent. */
  drained(): void;
  /** The client sends no more. */
  ended(): void;
  /** The client reads no more. */
  gone(): void;
}

/** Something came that is no message. */
export type Unreadable =
  | { readonly code: 'message_too_large'; readonly limitBytes: number }
  | { readonly code: 'parse_error'; readonly reason: string };
