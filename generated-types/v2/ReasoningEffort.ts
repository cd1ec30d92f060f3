// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How much the model thinks: a word that the model knows, such as `low`, `medium` or `high`. */
export type ReasoningEffort = string;
