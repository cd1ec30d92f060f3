// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/shellCommand`. */
export type ThreadShellCommandResponse = Record<string, never>;
