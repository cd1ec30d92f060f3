// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { LoginAppBrand } from './LoginAppBrand.js';

/** Params of `account/login/start`. */
export type LoginAccountParams = {
  type: "apiKey";
  apiKey: string;
} | {
  type: "chatgpt";
  codexStreamlinedLogin?: boolean | null | undefined;
  useHostedLoginSuccessPage?: boolean | null | undefined;
  appBrand?: LoginAppBrand | null | undefined;
} | {
  type: "chatgptDeviceCode";
} | {
  type: "chatgptAuthTokens";
  accessToken: string;
  chatgptAccountId: string;
  chatgptPlanType?: string | null | undefined;
} | {
  type: "amazonBedrock";
  apiKey: string;
  region: string;
} | {
  type: "amazonBedrockAccessKeys";
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | null | undefined;
  region: string;
};
