// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { PermissionProfileSummary } from './PermissionProfileSummary.js';

/** Result of `permissionProfile/list`. */
export type PermissionProfileListResponse = {
  data: PermissionProfileSummary[];
  nextCursor: string | null;
};
