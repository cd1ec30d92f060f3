import type { NotificationParams, RequestParams } from './declare.js';
import type { turnwireNotifications } from './turnwire/index.js';
import type { EventNotifications } from './v1/events.js';
import type { plainNotifications, serverRequests } from './v1/index.js';
import type { notifications as v2Notifications, serverRequests as v2ServerRequests } from './v2/index.js';

// Types only: the server sends its first messages before zod is loaded.

/** Params of every notification of the server to a client, by method. A new protocol version adds its notifications here. */
export type ServerNotifications = NotificationParams<typeof plainNotifications> &
  NotificationParams<typeof turnwireNotifications> &
  EventNotifications &
  NotificationParams<typeof v2Notifications>;

/** Params of every request of the server to a client, by method. */
export type ServerRequests = RequestParams<typeof serverRequests> & RequestParams<typeof v2ServerRequests>;

/** The messages that a connection may send besides replies. */
export interface ServerMessages {
  readonly notifications: ServerNotifications;
  readonly requests: ServerRequests;
}
