// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Text that a hook added to the input of the model. */
export type HookPromptFragment = {
  text: string;
  hookRunId: string;
};
