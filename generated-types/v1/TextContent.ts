// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Annotations } from './Annotations.js';

/** Text from a tool. */
export type TextContent = {
  annotations?: Annotations | null | undefined;
  text: string;
  type: string;
};
