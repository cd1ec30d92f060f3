// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/shellCommand`. */
export type ThreadShellCommandParams = {
  threadId: string;
  command: string;
  timeoutMs?: number | null | undefined;
};
