// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { UserSavedConfig } from './UserSavedConfig.js';

/** Result of `getUserSavedConfig`. */
export type GetUserSavedConfigResponse = {
  config: UserSavedConfig;
};
