// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Which side of a conversation a helpline is offered for. */
export type HelplineSubject = "answer" | "prompt";
