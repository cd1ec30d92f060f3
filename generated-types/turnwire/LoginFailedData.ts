// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The sign-in cannot begin: its local server does not start. */
export type LoginFailedData = {
  code: "login_failed";
  reason: string;
  /** Left out unless another program uses it. */
  port?: number | undefined;
};
