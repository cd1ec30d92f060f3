// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A part of what the user sends. */
export type InputItem = {
  type: "text";
  data: {
    text: string;
  };
} | {
  type: "image";
  data: {
    /** A data URL, or an address that the model can read. */
    image_url: string;
  };
} | {
  type: "localImage";
  data: {
    /** A file that the server reads. */
    path: string;
  };
};
