// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What went wrong: `message` is for users, `data.code` for programs. */
export type ErrorObject = {
  code: number;
  message: string;
  /** `code` is one of the catalogue; the other fields depend on it. */
  data?: {
    code: string;
  } | undefined;
};
