// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `project/delete`. */
export type ProjectDeleteParams = {
  projectId: string;
};
