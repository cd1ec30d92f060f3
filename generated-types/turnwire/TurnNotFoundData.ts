// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The thread has no turn with this id. */
export type TurnNotFoundData = {
  code: "turn_not_found";
  id: string;
};
