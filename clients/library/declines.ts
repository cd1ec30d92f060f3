import type { ServerRequests } from '../../generated-types/index.js';
import type { Registry } from './registry.js';

/** What a client without a handler answers: nothing is allowed without a decision. Approvals of protocol v2 go to the `onApproval` of their thread. */
const DECLINES = {
  execCommandApproval: { decision: 'denied' },
  applyPatchApproval: { decision: 'denied' },
  'item/permissions/requestApproval': { permissions: {} },
  'mcpServer/elicitation/request': { action: 'decline' },
} as const satisfies { [M in keyof ServerRequests]?: ServerRequests[M]['result'] };

export function declineByDefault(registry: Registry): void {
  for (const [method, answer] of Object.entries(DECLINES) as [keyof typeof DECLINES, never][])
    registry.handle(method, () => answer);
}
