// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether a message is a comment during the work, or the answer. */
export type MessagePhase = "commentary" | "partial_answer" | "final_answer";
