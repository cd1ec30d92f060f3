// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What a command seems to do, for display only. */
export type ParsedCommand = {
  type: "read";
  cmd: string;
  /** The file, shortened. */
  name: string;
} | {
  type: "list_files";
  cmd: string;
  path: string | null;
} | {
  type: "search";
  cmd: string;
  query: string | null;
  path: string | null;
} | {
  type: "unknown";
  cmd: string;
};
