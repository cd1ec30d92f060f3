// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/backgroundTerminals/list`. */
export type ThreadBackgroundTerminalsListParams = {
  threadId: string;
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
};
