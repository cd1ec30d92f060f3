/** A policy needs a sandbox, and none works here. */
export class SandboxUnavailable extends Error {
  override name = 'SandboxUnavailable';
  constructor(
    readonly reason: string,
    /** Advice for the user. */
    readonly howTo?: string,
  ) {
    super(reason);
  }
}

/** This installation has no library for terminals, or the system has none left. */
export class NoTerminal extends Error {
  override name = 'NoTerminal';
}
