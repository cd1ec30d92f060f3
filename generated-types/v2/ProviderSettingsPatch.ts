// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Changes to a model provider. Only the first kind is offered here. */
export type ProviderSettingsPatch = {
  type: "customGateway";
  providerId?: string | null | undefined;
  name?: string | undefined;
  baseUrl?: string | null | undefined;
  envKey?: string | null | undefined;
} | {
  type: "bedrock";
  providerId: string;
  profile?: string | null | undefined;
  region?: string | null | undefined;
} | {
  type: "gcp";
  providerId: string;
  projectId?: string | null | undefined;
  location?: string | null | undefined;
  credentialFile?: string | null | undefined;
};
