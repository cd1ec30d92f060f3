// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Where a sign-in began. Always null here. */
export type DesktopOnboardingEntrypoint = "life_sciences";
