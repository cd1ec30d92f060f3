// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A process with this id runs already. */
export type ProcessBusyData = {
  code: "process_busy";
  id: string;
};
