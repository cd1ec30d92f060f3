// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A prompt that the user keeps in a file. */
export type CustomPrompt = {
  name: string;
  path: string;
  content: string;
  description: string | null;
  argument_hint: string | null;
};
