// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A tone of the model. It is accepted and has no effect here. */
export type Personality = "none" | "friendly" | "pragmatic";
