// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What happens to a file. */
export type PatchChangeKind = {
  type: "add";
} | {
  type: "delete";
} | {
  type: "update";
  move_path: string | null;
};
