import { turnwireConversations } from './conversations.js';
import { turnwireNotifications } from './diagnostics.js';

export * from './conversations.js';
export * from './diagnostics.js';
export * from './error-data.js';

/** Requests of our own, which other servers of this protocol do not know. */
export const turnwireRequests = { ...turnwireConversations };

export { turnwireNotifications };
