// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `command/exec/resize`. */
export type CommandExecResizeResponse = Record<string, never>;
