// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The place that a search uses as the place of the user. */
export type WebSearchLocation = {
  country: string | null;
  region: string | null;
  city: string | null;
  timezone: string | null;
};
