// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Where a search pretends to be. */
export type WebSearchLocation = {
  country: string | null;
  region: string | null;
  city: string | null;
  timezone: string | null;
};
