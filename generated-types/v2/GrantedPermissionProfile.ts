// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AdditionalFileSystemPermissions } from './AdditionalFileSystemPermissions.js';
import type { AdditionalNetworkPermissions } from './AdditionalNetworkPermissions.js';

/** The permissions that the user grants; an empty object grants nothing. */
export type GrantedPermissionProfile = {
  network?: AdditionalNetworkPermissions | null | undefined;
  fileSystem?: AdditionalFileSystemPermissions | null | undefined;
};
