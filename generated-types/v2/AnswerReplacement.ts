// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What is shown in place of an answer. */
export type AnswerReplacement = {
  kind: "wellbeingPromptHelpline";
};
