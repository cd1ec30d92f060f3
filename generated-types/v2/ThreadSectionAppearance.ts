// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How clients show a section. */
export type ThreadSectionAppearance = {
  icon: string | null;
  color: string | null;
};
