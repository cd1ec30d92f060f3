// Generated from protocol/ by `npm run emit`: edit that, not this.
/** `plan`: the model writes a plan and changes nothing. `default`: it does the work. */
export type ModeKind = "plan" | "default";
