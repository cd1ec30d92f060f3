// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A part of a message, as the model sees it. */
export type ContentItem = {
  type: "input_text";
  text: string;
} | {
  type: "input_image";
  /** A data URL or an address. */
  image_url: string;
} | {
  type: "output_text";
  text: string;
};
