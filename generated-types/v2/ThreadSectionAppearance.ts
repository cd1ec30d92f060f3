// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The looks of a section. */
export type ThreadSectionAppearance = {
  icon: string | null;
  color: string | null;
};
