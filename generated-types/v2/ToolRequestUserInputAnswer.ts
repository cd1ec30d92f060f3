// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What the user answered. */
export type ToolRequestUserInputAnswer = {
  answers: string[];
};
