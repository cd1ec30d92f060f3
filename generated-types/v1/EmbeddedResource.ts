// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Annotations } from './Annotations.js';
import type { EmbeddedResourceResource } from './EmbeddedResourceResource.js';

/** A resource that a tool sends along. */
export type EmbeddedResource = {
  annotations?: Annotations | null | undefined;
  resource: EmbeddedResourceResource;
  type: string;
};
