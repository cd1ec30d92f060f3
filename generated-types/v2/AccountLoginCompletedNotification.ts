// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { DesktopOnboardingEntrypoint } from './DesktopOnboardingEntrypoint.js';

/** Params of `account/login/completed`. */
export type AccountLoginCompletedNotification = {
  loginId: string | null;
  success: boolean;
  error: string | null;
  onboardingEntrypoint: DesktopOnboardingEntrypoint | null;
};
