// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `threadSection/delete`. */
export type ThreadSectionDeleteParams = {
  sectionId: string;
};
