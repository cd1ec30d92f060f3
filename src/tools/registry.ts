import type { ConversationSettings, Tool, Tools } from '../core/ports.js';
import { planTool } from './plan.js';

/** Which tools a conversation offers, in the order of v1-agent-core §12.1. */
export const tools: Tools = {
  offered(settings: ConversationSettings): readonly Tool[] {
    return settings.includePlanTool ? [planTool] : [];
  },
};
