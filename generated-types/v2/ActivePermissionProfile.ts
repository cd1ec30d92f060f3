// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The permission profile that a thread runs under, and the one that it is based on. */
export type ActivePermissionProfile = {
  id: string;
  extends: string | null;
};
