// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `account/login/start`. */
export type LoginAccountResponse = {
  type: "apiKey";
} | {
  type: "chatgpt";
  loginId: string;
  authUrl: string;
} | {
  type: "chatgptDeviceCode";
  loginId: string;
  verificationUrl: string;
  userCode: string;
} | {
  type: "chatgptAuthTokens";
} | {
  type: "amazonBedrock";
};
