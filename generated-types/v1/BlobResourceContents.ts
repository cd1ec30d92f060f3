// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A resource that is bytes, in base64. */
export type BlobResourceContents = {
  blob: string;
  mimeType?: string | null | undefined;
  uri: string;
};
