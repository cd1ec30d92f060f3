// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `project/read`. */
export type ProjectReadParams = {
  projectId: string;
};
