// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Which connection reads a resource. */
export type McpResourceReadTarget = {
  connectorId: string;
  linkId?: string | null | undefined;
};
