// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Credits of an account. */
export type CreditsSnapshot = {
  hasCredits: boolean;
  unlimited: boolean;
  balance: string | null;
};
