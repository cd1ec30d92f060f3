// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A tool call with JSON arguments. */
export type FunctionCallItem = {
  type: "function_call";
  id?: string | undefined;
  name: string;
  /** JSON text, exactly as the model wrote it. */
  arguments: string;
  call_id: string;
};
