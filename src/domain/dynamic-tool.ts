/** What a client has brought for the model to call: a tool, or several under one name. */
export type DynamicTool = DynamicFunction | DynamicNamespace;

export interface DynamicFunction {
  readonly type: 'function';
  readonly name: string;
  readonly description: string;
  /** A JSON Schema, as the client wrote it. */
  readonly inputSchema: unknown;
  /** The tool need not be offered before the model looks for it. */
  readonly deferLoading?: boolean | undefined;
}

export interface DynamicNamespace {
  readonly type: 'namespace';
  readonly name: string;
  readonly description: string;
  readonly tools: readonly DynamicFunction[];
}
