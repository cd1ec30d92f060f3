// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether the service looks for trusted contacts. */
export type TrustedContacts = "check" | "skip";
