// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AuthMode } from './AuthMode.js';

/** Params of `authStatusChange`. */
export type AuthStatusChangeNotification = {
  /** Left out after a sign-out. */
  authMethod?: AuthMode | undefined;
};
