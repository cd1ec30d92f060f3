// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The thread is archived; take it out of the archive first. */
export type ThreadArchivedData = {
  code: "thread_archived";
  id: string;
};
