// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AuthMode } from './AuthMode.js';
import type { SignInOption } from './SignInOption.js';

/** Result of `getAuthStatus`. */
export type GetAuthStatusResponse = {
  /** Left out when the user is not signed in. */
  authMethod?: AuthMode | undefined;
  /** Left out unless `includeToken` was true. */
  authToken?: string | undefined;
  /** Whether the configured model needs a sign-in. */
  requiresOpenaiAuth?: boolean | undefined;
  /** Left out when the user is signed in. */
  signInOptions?: SignInOption[] | undefined;
};
