// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A kind of marketplace. */
export type PluginListMarketplaceKind = "local" | "vertical" | "workspace-directory" | "shared-with-me" | "created-by-me-remote";
