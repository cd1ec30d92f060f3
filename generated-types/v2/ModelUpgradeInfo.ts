// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A newer model that replaces this one. */
export type ModelUpgradeInfo = {
  model: string;
  upgradeCopy: string | null;
  modelLink: string | null;
  migrationMarkdown: string | null;
  retirementAt: number | null;
};
