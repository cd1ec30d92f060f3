// Generated from protocol/ by `npm run emit`: edit that, not this.
/** One piece of what a tool of the client gives to the model. */
export type DynamicToolCallOutputContentItem = {
  type: "inputText";
  text: string;
} | {
  type: "inputImage";
  imageUrl: string;
} | {
  type: "inputAudio";
  audioUrl: string;
};
