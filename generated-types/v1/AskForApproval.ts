// Generated from protocol/ by `npm run emit`: edit that, not this.
/** When a command needs an approval: when it is not known to be safe, after a failure inside the sandbox, when the model requests it, or never. */
export type AskForApproval = "untrusted" | "on-failure" | "on-request" | "never";
