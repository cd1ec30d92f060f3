import type * as z from 'zod';
import {
  type NotificationSpec,
  type NotificationsOf,
  notification,
  notificationsOf,
  type RequestsOf,
  requestsOf,
} from '../declare.js';
import { RequestId } from '../jsonrpc-lite.js';
import { type Named, named } from '../schema.js';
import { accountNotifications, accounts } from './accounts.js';
import { approvals } from './approvals.js';
import { config } from './config.js';
import { conversations } from './conversations.js';
import { EVENT_METHOD, EVENT_METHOD_PREFIX, eventNotifications, sessionNotifications } from './events.js';
import { initialization } from './initialize.js';
import { listeners } from './listeners.js';
import { turns } from './turns.js';
import { workspace } from './workspace.js';

export * from './accounts.js';
export * from './approvals.js';
export * from './config.js';
export * from './conversations.js';
export * from './events.js';
export * from './initialize.js';
export * from './listeners.js';
export * from './turns.js';
export * from './workspace.js';

/** Every request of a client. */
export const clientRequests = {
  ...initialization,
  ...conversations,
  ...listeners,
  ...turns,
  ...accounts,
  ...config,
  ...workspace,
};

/** Every request of the server to a client. */
export const serverRequests = approvals;

/** Notifications of the server that are not events of a conversation. */
export const plainNotifications = { ...accountNotifications, ...sessionNotifications };

/** Every notification of the server. */
export const notifications = { ...plainNotifications, ...eventNotifications };

export const clientNotifications = {
  initialized: notification({
    doc: 'The client has read the reply of `initialize`. Nothing waits for it.',
    params: null,
    example: {},
  }),
};

/** The declaration that a notification on the wire follows. */
export function notificationSpec(method: string): NotificationSpec | undefined {
  const declared = method.startsWith(EVENT_METHOD_PREFIX) ? EVENT_METHOD : method;
  return Object.hasOwn(notifications, declared) ? notifications[declared as keyof typeof notifications] : undefined;
}

export type ClientRequest = RequestsOf<typeof clientRequests, RequestId>;
export const ClientRequest: Named<z.ZodType<ClientRequest>> = named('ClientRequest', 'A request of a client.', () =>
  requestsOf(clientRequests, RequestId),
);

export type ServerRequest = RequestsOf<typeof serverRequests, RequestId>;
export const ServerRequest: Named<z.ZodType<ServerRequest>> = named('ServerRequest', 'A request of the server.', () =>
  requestsOf(serverRequests, RequestId),
);

export type ServerNotification = NotificationsOf<typeof plainNotifications>;
export const ServerNotification: Named<z.ZodType<ServerNotification>> = named(
  'ServerNotification',
  'A notification of the server that is not an event of a conversation; those are `EventNotification`.',
  () => notificationsOf(plainNotifications),
);

export type ClientNotification = NotificationsOf<typeof clientNotifications>;
export const ClientNotification: Named<z.ZodType<ClientNotification>> = named(
  'ClientNotification',
  'A notification of a client.',
  () => notificationsOf(clientNotifications),
);
