// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Annotations } from './Annotations.js';

/** A resource that a tool points to. */
export type ResourceLink = {
  annotations?: Annotations | null | undefined;
  description?: string | null | undefined;
  mimeType?: string | null | undefined;
  name: string;
  size?: number | null | undefined;
  title?: string | null | undefined;
  type: string;
  uri: string;
};
