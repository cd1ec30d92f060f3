// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What went wrong, for people in `message` and for programs in `data.code`. */
export type ErrorObject = {
  code: number;
  message: string;
  /** `code` is one of the catalogue; the other fields depend on it. */
  data?: {
    code: string;
  } | undefined;
};
