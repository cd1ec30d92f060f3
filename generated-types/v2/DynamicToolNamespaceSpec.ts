// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { DynamicToolNamespaceTool } from './DynamicToolNamespaceTool.js';

/** Functions of the client under one name. */
export type DynamicToolNamespaceSpec = {
  name: string;
  description: string;
  tools: DynamicToolNamespaceTool[];
};
