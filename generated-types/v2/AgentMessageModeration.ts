// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AgentMessageDisplay } from './AgentMessageDisplay.js';

/** What the service says about an answer. Always null here. */
export type AgentMessageModeration = {
  moderated: boolean;
  display: AgentMessageDisplay | null;
};
