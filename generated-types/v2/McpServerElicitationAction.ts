// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What the user did with the form. */
export type McpServerElicitationAction = "accept" | "decline" | "cancel";
