// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { EventNotificationParams } from './EventNotificationParams.js';

/** An event; the method ends with its type. */
export type EventNotification = {
  method: `codex/event/${string}`;
  params: EventNotificationParams;
};
