// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The process that had the conversation ended before it answered, or does not react. The history shows whether the request had an effect. */
export type OwnerGoneData = {
  code: "owner_gone";
  id: string;
};
