// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The decision of the user: run it, run it and remember that for the session, refuse it, or end the turn. */
export type ReviewDecision = "approved" | "approved_for_session" | "denied" | "abort";
