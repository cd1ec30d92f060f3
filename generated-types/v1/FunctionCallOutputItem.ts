// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The output of a tool call, as the model reads it. */
export type FunctionCallOutputItem = {
  type: "function_call_output";
  id?: string | undefined;
  call_id: string;
  output: string;
};
