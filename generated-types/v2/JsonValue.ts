// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | {
  [key: string]: JsonValue;
};
