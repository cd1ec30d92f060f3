// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A passage of the model's reasoning, if the provider sends it. */
export type ReasoningContentPart = {
  type: "reasoning_text" | "text";
  text: string;
};
