import { turnwireApprovals } from './approvals.js';
import { compactionNotifications, turnwireCompaction } from './compaction.js';
import { turnwireConversations } from './conversations.js';
import { diagnosticsNotifications } from './diagnostics.js';

export * from './approvals.js';
export * from './compaction.js';
export * from './conversations.js';
export * from './diagnostics.js';
export * from './error-data.js';

/** Requests that only this server has. */
export const turnwireRequests = { ...turnwireConversations, ...turnwireCompaction, ...turnwireApprovals };

export const turnwireNotifications = { ...diagnosticsNotifications, ...compactionNotifications };
