import type { NotificationSpec, RequestSpec } from '../../protocol/declare.js';
import { turnwireNotifications, turnwireRequests } from '../../protocol/turnwire/index.js';
import * as v1 from '../../protocol/v1/index.js';
import * as v2 from '../../protocol/v2/index.js';

type Requests = Readonly<Record<string, RequestSpec>>;
type Notifications = Readonly<Record<string, NotificationSpec>>;

/** The methods that one page shows. */
export interface Page {
  /** Its file, beside the index of types. */
  readonly file: string;
  readonly title: string;
  readonly clientRequests?: Requests;
  readonly serverRequests?: Requests;
  readonly notifications?: Notifications;
  readonly clientNotifications?: Notifications;
}

export const V1_PAGE: Page = {
  file: 'reference.md',
  title: 'Reference of protocol v1',
  clientRequests: v1.clientRequests,
  serverRequests: v1.serverRequests,
  notifications: v1.notifications,
  clientNotifications: v1.clientNotifications,
};

export const TURNWIRE_PAGE: Page = {
  file: 'reference-turnwire.md',
  title: 'Reference of our own extensions',
  clientRequests: turnwireRequests,
  notifications: turnwireNotifications,
};

export const ERRORS_PAGE = 'reference-errors.md';
export const V2_INDEX = 'reference-v2.md';
/** The types of v2 that more than one page mentions. */
export const V2_TYPES = 'reference-v2-types.md';

/** One page for the methods that are mostly used together: all of v2 on one page is too long to read on a forge. */
export const V2_PAGES: readonly Page[] = [
  {
    file: 'reference-v2-start.md',
    title: 'Introduction and warnings',
    clientRequests: v2.initialization,
    notifications: v2.errorNotifications,
    clientNotifications: v2.clientNotifications,
  },
  {
    file: 'reference-v2-threads.md',
    title: 'Threads',
    clientRequests: { ...v2.threads, ...v2.threadReads, ...v2.threadRecords },
    notifications: { ...v2.threadNotifications, ...v2.threadRecordNotifications },
  },
  {
    file: 'reference-v2-turns.md',
    title: 'Turns',
    clientRequests: { ...v2.turns, ...v2.turnWork },
    notifications: { ...v2.turnNotifications, ...v2.turnWorkNotifications },
  },
  { file: 'reference-v2-items.md', title: 'Items', notifications: v2.itemNotifications },
  {
    file: 'reference-v2-approvals.md',
    title: 'Approvals and questions to the user',
    serverRequests: { ...v2.approvals, ...v2.clientTools },
    notifications: v2.approvalNotifications,
  },
  {
    file: 'reference-v2-thread-lists.md',
    title: 'Queues, goals, projects, sections and attachments of threads',
    clientRequests: { ...v2.queue, ...v2.goals, ...v2.projects, ...v2.sections, ...v2.attachments },
    notifications: {
      ...v2.queueNotifications,
      ...v2.goalNotifications,
      ...v2.projectNotifications,
      ...v2.sectionNotifications,
      ...v2.attachmentNotifications,
    },
  },
  {
    file: 'reference-v2-commands.md',
    title: 'Commands and processes',
    clientRequests: v2.commands,
    notifications: v2.commandNotifications,
  },
  {
    file: 'reference-v2-files.md',
    title: 'Files and search',
    clientRequests: { ...v2.fs, ...v2.search, ...v2.workspace },
    notifications: { ...v2.fsNotifications, ...v2.searchNotifications },
  },
  {
    file: 'reference-v2-accounts.md',
    title: 'Accounts and limits',
    clientRequests: { ...v2.accounts, ...v2.rateLimits },
    serverRequests: v2.accountRequests,
    notifications: { ...v2.accountNotifications, ...v2.rateLimitNotifications },
  },
  {
    file: 'reference-v2-config.md',
    title: 'Configuration and models',
    clientRequests: { ...v2.config, ...v2.models },
  },
  {
    file: 'reference-v2-extensions.md',
    title: 'MCP servers, skills, hooks and apps',
    clientRequests: { ...v2.mcp, ...v2.skills, ...v2.hooks, ...v2.apps },
    notifications: { ...v2.mcpNotifications, ...v2.skillNotifications, ...v2.hookNotifications },
  },
];

export const requestsOn = (page: Page): Requests => ({ ...page.clientRequests, ...page.serverRequests });

export const notificationsOn = (page: Page): Notifications => ({ ...page.notifications, ...page.clientNotifications });
