// Generated from protocol/ by `npm run emit`: edit that, not this.
/** There is no section with this id. */
export type SectionNotFoundData = {
  code: "section_not_found";
  id: string;
};
