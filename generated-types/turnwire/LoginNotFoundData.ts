// Generated from protocol/ by `npm run emit`: edit that, not this.
/** No sign-in with this id is pending. */
export type LoginNotFoundData = {
  code: "login_not_found";
  id: string;
};
