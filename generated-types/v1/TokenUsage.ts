// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Tokens that the model counted. */
export type TokenUsage = {
  input_tokens: number;
  /** The part of `input_tokens` that the provider had cached. */
  cached_input_tokens: number;
  output_tokens: number;
  /** The part of `output_tokens` that was used for reasoning. */
  reasoning_output_tokens: number;
  total_tokens: number;
};
