// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What has happened to a project. */
export type ProjectChangeType = "created" | "updated" | "deleted";
