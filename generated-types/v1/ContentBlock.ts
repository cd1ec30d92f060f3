// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AudioContent } from './AudioContent.js';
import type { EmbeddedResource } from './EmbeddedResource.js';
import type { ImageContent } from './ImageContent.js';
import type { ResourceLink } from './ResourceLink.js';
import type { TextContent } from './TextContent.js';

/** A piece of what a tool answered. */
export type ContentBlock = TextContent | ImageContent | AudioContent | ResourceLink | EmbeddedResource;
