// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A turn has ended by itself. */
export type TaskCompleteEvent = {
  last_agent_message: string | null;
};
