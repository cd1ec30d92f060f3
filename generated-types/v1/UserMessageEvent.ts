// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { InputMessageKind } from './InputMessageKind.js';

/** What the user sent. */
export type UserMessageEvent = {
  /** All text parts, joined without a separator. */
  message: string;
  /** Left out when there is no text. */
  kind?: InputMessageKind | undefined;
  /** Data URLs or addresses. */
  images?: string[] | undefined;
};
