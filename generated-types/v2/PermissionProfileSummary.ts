// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A permission profile that a thread may run under. */
export type PermissionProfileSummary = {
  id: string;
  description: string | null;
  allowed: boolean;
};
