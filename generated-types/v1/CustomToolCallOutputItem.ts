// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What a free-text tool call gave. */
export type CustomToolCallOutputItem = {
  type: "custom_tool_call_output";
  id?: string | undefined;
  call_id: string;
  output: string;
};
