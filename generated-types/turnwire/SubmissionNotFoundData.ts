// Generated from protocol/ by `npm run emit`: edit that, not this.
/** No such message waits in the queue of the thread. */
export type SubmissionNotFoundData = {
  code: "submission_not_found";
  /** Absent when the first message was asked for. */
  id?: string | undefined;
};
