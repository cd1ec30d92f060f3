import type * as z from 'zod';
import {
  type NotificationSpec,
  type NotificationsOf,
  notification,
  notificationsOf,
  type RequestsOf,
  requestsOf,
} from '../declare.js';
import type { Named } from '../schema.js';
import { accountNotifications, accountRequests, accounts } from './accounts.js';
import { approvalNotifications, approvals } from './approvals.js';
import { apps } from './apps.js';
import { attachmentNotifications, attachments } from './attachments.js';
import { clientTools } from './client-tools.js';
import { commandNotifications, commands } from './commands.js';
import { config } from './config.js';
import { errorNotifications } from './errors.js';
import { fs, fsNotifications } from './fs.js';
import { goalNotifications, goals } from './goals.js';
import { hookNotifications, hooks } from './hooks.js';
import { initialization } from './initialize.js';
import { itemNotifications } from './items.js';
import { RequestId } from './json.js';
import { mcp, mcpNotifications } from './mcp.js';
import { models } from './models.js';
import { named } from './named.js';
import { projectNotifications, projects } from './projects.js';
import { queue, queueNotifications } from './queue.js';
import { rateLimitNotifications, rateLimits } from './rate-limits.js';
import { search, searchNotifications } from './search.js';
import { sectionNotifications, sections } from './sections.js';
import { skillNotifications, skills } from './skills.js';
import { threadReads } from './thread-reads.js';
import { threadRecordNotifications, threadRecords } from './thread-records.js';
import { threadNotifications, threads } from './threads.js';
import { turnWork, turnWorkNotifications } from './turn-work.js';
import { turnNotifications, turns } from './turns.js';
import { workspace } from './workspace.js';

export * from './accounts.js';
export * from './approvals.js';
export * from './apps.js';
export * from './attachments.js';
export * from './client-tools.js';
export * from './commands.js';
export * from './config.js';
export * from './errors.js';
export * from './fs.js';
export * from './goals.js';
export * from './hooks.js';
export * from './initialize.js';
export * from './item-parts.js';
export * from './items.js';
export * from './json.js';
export * from './mcp.js';
export * from './models.js';
export * from './offered.js';
export * from './policies.js';
export * from './projects.js';
export * from './queue.js';
export * from './rate-limits.js';
export * from './search.js';
export * from './sections.js';
export * from './skills.js';
export * from './thread-objects.js';
export * from './thread-reads.js';
export * from './thread-records.js';
export * from './threads.js';
export * from './turn-work.js';
export * from './turns.js';
export * from './user-input.js';
export * from './workspace.js';

/** Every declared request of a client. `offered.ts` says which of them work. */
export const clientRequests = {
  ...initialization,
  ...threads,
  ...threadReads,
  ...threadRecords,
  ...turns,
  ...turnWork,
  ...models,
  ...rateLimits,
  ...accounts,
  ...config,
  ...skills,
  ...hooks,
  ...mcp,
  ...goals,
  ...commands,
  ...fs,
  ...search,
  ...workspace,
  ...projects,
  ...queue,
  ...sections,
  ...attachments,
  ...apps,
};

/** Every request of the server to a client. */
export const serverRequests = { ...approvals, ...clientTools, ...accountRequests };

/** Every notification of the server. */
export const notifications = {
  ...errorNotifications,
  ...itemNotifications,
  ...threadNotifications,
  ...threadRecordNotifications,
  ...turnNotifications,
  ...turnWorkNotifications,
  ...approvalNotifications,
  ...rateLimitNotifications,
  ...accountNotifications,
  ...skillNotifications,
  ...hookNotifications,
  ...mcpNotifications,
  ...goalNotifications,
  ...commandNotifications,
  ...fsNotifications,
  ...searchNotifications,
  ...projectNotifications,
  ...queueNotifications,
  ...sectionNotifications,
  ...attachmentNotifications,
};

export const clientNotifications = {
  initialized: notification({
    doc: 'The client has read the reply of `initialize`. Nothing waits for it.',
    stability: 'stable',
    params: null,
    example: {},
  }),
};

export function notificationSpec(method: string): NotificationSpec | undefined {
  return Object.hasOwn(notifications, method) ? notifications[method as keyof typeof notifications] : undefined;
}

export type ClientRequest = RequestsOf<typeof clientRequests, RequestId>;
export const ClientRequest: Named<z.ZodType<ClientRequest>> = named('ClientRequest', 'A request of a client.', () =>
  requestsOf(clientRequests, RequestId),
);

export type ServerRequest = RequestsOf<typeof serverRequests, RequestId>;
export const ServerRequest: Named<z.ZodType<ServerRequest>> = named('ServerRequest', 'A request of the server.', () =>
  requestsOf(serverRequests, RequestId),
);

export type ServerNotification = NotificationsOf<typeof notifications>;
export const ServerNotification: Named<z.ZodType<ServerNotification>> = named(
  'ServerNotification',
  'A notification of the server.',
  () => notificationsOf(notifications),
);

export type ClientNotification = NotificationsOf<typeof clientNotifications>;
export const ClientNotification: Named<z.ZodType<ClientNotification>> = named(
  'ClientNotification',
  'A notification of a client.',
  () => notificationsOf(clientNotifications),
);
