// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { GatewayAuth } from './GatewayAuth.js';

/** What kind of service a model provider is. */
export type ProviderSettings = {
  type: "openai";
} | {
  type: "customGateway";
  auth: GatewayAuth;
} | {
  type: "bedrock";
  profile: string | null;
  region: string | null;
} | {
  type: "gcp";
  projectId: string | null;
  location: string | null;
  credentialFile: string | null;
};
