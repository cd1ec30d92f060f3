// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A kind of turn that accepts no further input. */
export type NonSteerableTurnKind = "review" | "compact";
