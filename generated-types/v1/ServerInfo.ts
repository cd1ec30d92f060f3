// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Which program the server is. */
export type ServerInfo = {
  name: string;
  version: string;
};
