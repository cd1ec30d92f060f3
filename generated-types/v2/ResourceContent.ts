// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** The content of a resource: text, or bytes in base64. */
export type ResourceContent = {
  uri: string;
  mimeType?: string | undefined;
  text: string;
  _meta?: JsonValue | undefined;
} | {
  uri: string;
  mimeType?: string | undefined;
  blob: string;
  _meta?: JsonValue | undefined;
};
