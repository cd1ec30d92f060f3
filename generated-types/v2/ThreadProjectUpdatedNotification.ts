// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/project/updated`. */
export type ThreadProjectUpdatedNotification = {
  threadId: string;
  projectId: string | null;
};
