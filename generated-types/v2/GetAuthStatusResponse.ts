// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AuthMode } from './AuthMode.js';

/** Result of `getAuthStatus`. */
export type GetAuthStatusResponse = {
  authMethod: AuthMode | null;
  authToken: string | null;
  requiresOpenaiAuth: boolean | null;
};
