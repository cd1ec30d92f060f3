// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What is reviewed. */
export type ReviewTarget = {
  type: "uncommittedChanges";
} | {
  type: "baseBranch";
  branch: string;
} | {
  type: "commit";
  sha: string;
  title?: string | null | undefined;
} | {
  type: "custom";
  instructions: string;
};
