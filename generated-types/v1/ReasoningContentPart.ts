// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A passage of what the model thought, where it tells. */
export type ReasoningContentPart = {
  type: "reasoning_text" | "text";
  text: string;
};
