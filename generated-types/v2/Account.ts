// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { PlanType } from './PlanType.js';

/** Who is signed in. */
export type Account = {
  type: "apiKey";
} | {
  type: "chatgpt";
  email: string | null;
  planType: PlanType;
  workspaceName: string | null;
} | {
  type: "amazonBedrock";
  usesCodexManagedCredentials: boolean;
} | {
  type: "gcp";
};
