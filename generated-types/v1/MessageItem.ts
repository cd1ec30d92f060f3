// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ContentItem } from './ContentItem.js';

/** A message of the user, the assistant or the developer. */
export type MessageItem = {
  type: "message";
  id?: string | undefined;
  role: string;
  content: ContentItem[];
};
