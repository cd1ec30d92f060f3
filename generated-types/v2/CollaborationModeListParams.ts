// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `collaborationMode/list`. */
export type CollaborationModeListParams = Record<string, never>;
