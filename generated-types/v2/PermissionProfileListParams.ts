// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `permissionProfile/list`. */
export type PermissionProfileListParams = {
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
  cwd?: string | null | undefined;
};
