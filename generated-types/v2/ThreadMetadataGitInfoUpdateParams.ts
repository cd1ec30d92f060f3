// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What changes in the state of the repository: absent keeps a value, null removes it. */
export type ThreadMetadataGitInfoUpdateParams = {
  sha?: string | null | undefined;
  branch?: string | null | undefined;
  originUrl?: string | null | undefined;
};
