// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Another conversation continues the history of this one by reference. */
export type HistoryInUseData = {
  code: "history_in_use";
  id: string;
};
