// Generated from protocol/ by `npm run emit`: edit that, not this.
/** An answer to choose. */
export type ToolRequestUserInputOption = {
  label: string;
  description: string;
};
