// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/searchOccurrences`. */
export type ThreadSearchOccurrencesParams = {
  threadId: string;
  searchTerm: string;
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
};
