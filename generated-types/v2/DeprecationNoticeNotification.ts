// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `deprecationNotice`. */
export type DeprecationNoticeNotification = {
  summary: string;
  details: string | null;
};
