// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/queue/delete`. */
export type ThreadQueueDeleteResponse = {
  deleted: boolean;
};
