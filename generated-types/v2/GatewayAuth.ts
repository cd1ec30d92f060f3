// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How a model provider is signed in to. */
export type GatewayAuth = {
  mode: "none";
} | {
  mode: "environmentVariable";
  envKey: string;
} | {
  mode: "externallyConfigured";
  envKey: string | null;
};
