// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What the server says about its tool. These are hints, not promises. */
export type ToolAnnotations = {
  destructiveHint?: boolean | null | undefined;
  idempotentHint?: boolean | null | undefined;
  openWorldHint?: boolean | null | undefined;
  readOnlyHint?: boolean | null | undefined;
  title?: string | null | undefined;
};
