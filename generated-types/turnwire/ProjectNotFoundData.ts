// Generated from protocol/ by `npm run emit`: edit that, not this.
/** There is no project with this id. */
export type ProjectNotFoundData = {
  code: "project_not_found";
  id: string;
};
