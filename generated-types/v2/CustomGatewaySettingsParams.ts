// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A model provider at an address. Absent members keep their values, null removes them; without an id, the provider is new. */
export type CustomGatewaySettingsParams = {
  providerId?: string | null | undefined;
  name?: string | undefined;
  baseUrl?: string | null | undefined;
  envKey?: string | null | undefined;
};
