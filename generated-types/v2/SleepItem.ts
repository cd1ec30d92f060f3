// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A pause that the model made. */
export type SleepItem = {
  id: string;
  durationMs: number;
};
