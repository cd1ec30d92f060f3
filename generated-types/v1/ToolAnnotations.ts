// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What a tool says of itself. Hints, not promises. */
export type ToolAnnotations = {
  destructiveHint?: boolean | null | undefined;
  idempotentHint?: boolean | null | undefined;
  openWorldHint?: boolean | null | undefined;
  readOnlyHint?: boolean | null | undefined;
  title?: string | null | undefined;
};
