// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** What the client can do and wants. */
export type InitializeCapabilities = {
  requiredHumanApproval?: boolean | null | undefined;
  explicitGatewayOauth?: boolean | null | undefined;
  experimentalApi?: boolean | null | undefined;
  requestAttestation?: boolean | null | undefined;
  mcpServerOpenaiFormElicitation?: boolean | null | undefined;
  optOutNotificationMethods?: string[] | null | undefined;
  extensions?: {
    [key: string]: JsonValue;
  } | null | undefined;
};
