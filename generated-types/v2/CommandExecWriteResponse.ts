// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `command/exec/write`. */
export type CommandExecWriteResponse = Record<string, never>;
