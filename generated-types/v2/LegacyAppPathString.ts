// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A path as the system of the server writes it. */
export type LegacyAppPathString = string;
