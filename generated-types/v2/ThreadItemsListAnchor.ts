// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Where a page of items begins. */
export type ThreadItemsListAnchor = {
  type: "item";
  itemId: string;
};
