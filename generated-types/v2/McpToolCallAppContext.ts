// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The app that a tool belongs to. Always null here. */
export type McpToolCallAppContext = {
  connectorId: string;
  linkId: string | null;
  resourceUri: string | null;
  appName: string | null;
  actionName: string | null;
};
