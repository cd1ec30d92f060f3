// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of the repository when a conversation began. */
export type ConversationGitInfo = {
  sha: string | null;
  branch: string | null;
  origin_url: string | null;
};
