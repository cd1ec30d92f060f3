// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AdditionalFileSystemPermissions } from './AdditionalFileSystemPermissions.js';
import type { AdditionalNetworkPermissions } from './AdditionalNetworkPermissions.js';

/** What a command wants beyond the sandbox. */
export type AdditionalPermissionProfile = {
  network: AdditionalNetworkPermissions | null;
  fileSystem: AdditionalFileSystemPermissions | null;
};
