// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The first words of commands that need no approval from now on. */
export type ExecPolicyAmendment = string[];
