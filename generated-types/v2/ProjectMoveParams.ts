// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `project/move`. */
export type ProjectMoveParams = {
  projectId: string;
  beforeProjectId?: string | null | undefined;
};
