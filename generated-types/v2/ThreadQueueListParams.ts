// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/queue/list`. */
export type ThreadQueueListParams = {
  threadId: string;
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
};
