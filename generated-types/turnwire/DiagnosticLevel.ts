// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How much a diagnostic matters. */
export type DiagnosticLevel = "info" | "warning" | "error";
