// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AuthMode } from './AuthMode.js';
import type { SignInOption } from './SignInOption.js';

/** Result of `getAuthStatus`. */
export type GetAuthStatusResponse = {
  /** Left out when nobody is signed in. */
  authMethod?: AuthMode | undefined;
  /** Only when asked for. */
  authToken?: string | undefined;
  /** Whether the configured model needs one to be signed in. */
  requiresOpenaiAuth?: boolean | undefined;
  /** Left out when one is signed in. */
  signInOptions?: SignInOption[] | undefined;
};
