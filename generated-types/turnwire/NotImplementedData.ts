// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A declared method that this version does not offer. */
export type NotImplementedData = {
  code: "not_implemented";
  method: string;
};
