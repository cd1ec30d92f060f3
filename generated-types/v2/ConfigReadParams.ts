// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `config/read`. */
export type ConfigReadParams = {
  includeLayers?: boolean | null | undefined;
  cwd?: string | null | undefined;
};
