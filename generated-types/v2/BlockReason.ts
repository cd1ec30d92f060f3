// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Why the service blocks an answer. */
export type BlockReason = {
  kind: "protection";
  protectionType: string;
} | {
  kind: "cyber";
  trustedAccess?: boolean | undefined;
};
