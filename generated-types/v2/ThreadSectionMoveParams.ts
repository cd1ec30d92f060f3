// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/section/move`. */
export type ThreadSectionMoveParams = {
  threadId: string;
  sectionId: string | null;
  beforeThreadId?: string | null | undefined;
};
