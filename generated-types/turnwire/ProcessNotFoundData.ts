// Generated from protocol/ by `npm run emit`: edit that, not this.
/** No process with this id runs on this connection. */
export type ProcessNotFoundData = {
  code: "process_not_found";
  id: string;
};
