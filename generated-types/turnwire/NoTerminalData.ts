// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The process has no terminal, or this installation has no library for terminals. */
export type NoTerminalData = {
  code: "no_terminal";
  reason: string;
};
