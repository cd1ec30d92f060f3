// Generated from protocol/ by `npm run emit`: edit that, not this.
/** When a person is asked before a command runs: for everything not known to be safe, after a failure inside the sandbox, when the model asks for it, or never. */
export type AskForApproval = "untrusted" | "on-failure" | "on-request" | "never";
