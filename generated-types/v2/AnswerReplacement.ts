// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What is shown instead of an answer. */
export type AnswerReplacement = {
  kind: "wellbeingPromptHelpline";
};
