// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Thread } from './Thread.js';

/** A thread that has the searched words, and a part of the text around them. */
export type ThreadSearchResult = {
  thread: Thread;
  snippet: string;
};
