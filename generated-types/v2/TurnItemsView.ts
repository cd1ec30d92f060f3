// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Which items a turn object holds: none, the first input and the answer, or all. */
export type TurnItemsView = "notLoaded" | "summary" | "full";
