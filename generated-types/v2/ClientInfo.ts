// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Which program the client is. It becomes part of the user agent. */
export type ClientInfo = {
  name: string;
  title?: string | null | undefined;
  version: string;
};
