// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/section/changed`. */
export type ThreadSectionChangedNotification = {
  threadId: string;
  sectionId: string | null;
};
