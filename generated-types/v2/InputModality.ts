// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A kind of input that a model reads. */
export type InputModality = "text" | "image" | "audio";
