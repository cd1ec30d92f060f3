// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The output of a tool call with free text. */
export type CustomToolCallOutputItem = {
  type: "custom_tool_call_output";
  id?: string | undefined;
  call_id: string;
  output: string;
};
