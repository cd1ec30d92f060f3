// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `command/exec/terminate`. */
export type CommandExecTerminateResponse = Record<string, never>;
