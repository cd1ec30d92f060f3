// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { BlobResourceContents } from './BlobResourceContents.js';
import type { TextResourceContents } from './TextResourceContents.js';

/** A resource, as text or as bytes. */
export type EmbeddedResourceResource = TextResourceContents | BlobResourceContents;
