// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `model/list`. */
export type ModelListParams = {
  modelProvider?: string | null | undefined;
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
  includeHidden?: boolean | null | undefined;
};
