// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AdditionalFileSystemPermissions } from './AdditionalFileSystemPermissions.js';
import type { AdditionalNetworkPermissions } from './AdditionalNetworkPermissions.js';

/** The permissions that the model asks for. */
export type RequestPermissionProfile = {
  network: AdditionalNetworkPermissions | null;
  fileSystem: AdditionalFileSystemPermissions | null;
};
