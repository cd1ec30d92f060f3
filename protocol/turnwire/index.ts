import { turnwireApprovals } from './approvals.js';
import { turnwireAttach } from './attach.js';
import { compactionNotifications, turnwireCompaction } from './compaction.js';
import { turnwireConversations } from './conversations.js';
import { diagnosticsNotifications } from './diagnostics.js';
import { turnwireStatus } from './status.js';

export * from './approvals.js';
export * from './attach.js';
export * from './compaction.js';
export * from './conversations.js';
export * from './diagnostics.js';
export * from './error-data.js';
export * from './status.js';

/** Our own requests that belong to no protocol, or to v1. */
export const plainTurnwireRequests = {
  ...turnwireConversations,
  ...turnwireCompaction,
  ...turnwireApprovals,
  ...turnwireStatus,
};

/** Requests that only this server has. */
export const turnwireRequests = { ...plainTurnwireRequests, ...turnwireAttach };

export const turnwireNotifications = { ...diagnosticsNotifications, ...compactionNotifications };
