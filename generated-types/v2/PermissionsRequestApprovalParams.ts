// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { LegacyAppPathString } from './LegacyAppPathString.js';
import type { RequestPermissionProfile } from './RequestPermissionProfile.js';

/** Params of `item/permissions/requestApproval`. */
export type PermissionsRequestApprovalParams = {
  threadId: string;
  turnId: string;
  itemId: string;
  environmentId: string | null;
  startedAtMs: number;
  cwd: LegacyAppPathString;
  reason: string | null;
  permissions: RequestPermissionProfile;
};
