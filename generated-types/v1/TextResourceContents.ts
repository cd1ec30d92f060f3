// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A resource that is text. */
export type TextResourceContents = {
  mimeType?: string | null | undefined;
  text: string;
  uri: string;
};
