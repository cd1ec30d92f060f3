// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Which agent tools a model knows. */
export type MultiAgentVersion = "disabled" | "v1" | "v2";
