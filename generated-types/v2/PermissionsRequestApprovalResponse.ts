// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { GrantedPermissionProfile } from './GrantedPermissionProfile.js';
import type { PermissionGrantScope } from './PermissionGrantScope.js';

/** Result of `item/permissions/requestApproval`. */
export type PermissionsRequestApprovalResponse = {
  permissions: GrantedPermissionProfile;
  scope?: PermissionGrantScope | null | undefined;
  strictAutoReview?: boolean | null | undefined;
};
