// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A question that a message asks without waiting. Always null here. */
export type AsyncUserInputQuestion = {
  title: string;
  options: string[] | null;
};
