// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What a person decided: run it, run it and remember that for the session, tell the model no, or end the turn. */
export type ReviewDecision = "approved" | "approved_for_session" | "denied" | "abort";
