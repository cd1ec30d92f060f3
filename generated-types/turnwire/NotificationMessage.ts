// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The envelope of a notification, which has no answer. */
export type NotificationMessage = {
  method: string;
  params?: unknown | undefined;
};
