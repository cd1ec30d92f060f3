// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Where a folder of skills and plugins is. */
export type CapabilityRootLocation = {
  type: "environment";
  environmentId: string;
  path: string;
};
