// Generated from protocol/ by `npm run emit`: edit that, not this.
/** When the user is asked before a command runs: for everything that is not known to be safe, after a failure inside the sandbox, when the model requests it, or never. */
export type AskForApproval = "untrusted" | "on-failure" | "on-request" | "never";
