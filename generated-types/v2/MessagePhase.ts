// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether a message is said on the way or is the answer. */
export type MessagePhase = "commentary" | "partial_answer" | "final_answer";
