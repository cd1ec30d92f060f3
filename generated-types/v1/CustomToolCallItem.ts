// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A tool call whose input is free text. */
export type CustomToolCallItem = {
  type: "custom_tool_call";
  id?: string | undefined;
  status?: string | undefined;
  call_id: string;
  name: string;
  input: string;
};
