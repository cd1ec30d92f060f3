// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `plugin/installed`. */
export type PluginInstalledParams = {
  cwds?: string[] | null | undefined;
  installSuggestionPluginNames?: string[] | null | undefined;
};
