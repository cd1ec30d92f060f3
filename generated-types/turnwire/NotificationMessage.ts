// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The envelope of a notification: nothing answers it. */
export type NotificationMessage = {
  method: string;
  params?: unknown | undefined;
};
