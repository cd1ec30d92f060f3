// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What may be done with a path. */
export type FileSystemAccessMode = "read" | "write" | "deny";
