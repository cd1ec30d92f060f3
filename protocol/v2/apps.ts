import * as z from 'zod';
import { family, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { WORKSPACE } from './examples.js';
import { JsonValue } from './json.js';
import { named } from './named.js';

/*
 * Apps and plugins of the reference's own service. There are none here, so every list is empty and the rows of the lists need no declaration.
 */

export const AppsListParams = named('AppsListParams', 'Params of `app/list`.', () =>
  z.object({
    cursor: z.string().nullish(),
    limit: z.int().nullish(),
    threadId: z.string().nullish(),
    forceRefetch: z.boolean().nullish(),
  }),
);
export type AppsListParams = Infer<typeof AppsListParams>;

export const AppsListResponse = named('AppsListResponse', 'Result of `app/list`.', () =>
  z.object({ data: z.array(JsonValue()), nextCursor: z.string().nullable() }),
);
export type AppsListResponse = Infer<typeof AppsListResponse>;

export const AppsInstalledParams = named('AppsInstalledParams', 'Params of `app/installed`.', () =>
  z.object({ threadId: z.string().nullish(), forceRefresh: z.boolean().nullish() }),
);
export type AppsInstalledParams = Infer<typeof AppsInstalledParams>;

export const AppsInstalledResponse = named('AppsInstalledResponse', 'Result of `app/installed`.', () =>
  z.object({ apps: z.array(JsonValue()) }),
);
export type AppsInstalledResponse = Infer<typeof AppsInstalledResponse>;

export const AppsReadParams = named('AppsReadParams', 'Params of `app/read`.', () =>
  z.object({
    appIds: z.array(z.string()),
    threadId: z.string().nullish(),
    includeTools: z.boolean().nullish(),
  }),
);
export type AppsReadParams = Infer<typeof AppsReadParams>;

export const AppsReadResponse = named('AppsReadResponse', 'Result of `app/read`.', () =>
  z.object({ apps: z.array(JsonValue()), missingAppIds: z.array(z.string()) }),
);
export type AppsReadResponse = Infer<typeof AppsReadResponse>;

export const PluginListMarketplaceKind = named('PluginListMarketplaceKind', 'A kind of marketplace.', () =>
  z.enum(['local', 'vertical', 'workspace-directory', 'shared-with-me', 'created-by-me-remote']),
);
export type PluginListMarketplaceKind = Infer<typeof PluginListMarketplaceKind>;

export const PluginListParams = named('PluginListParams', 'Params of `plugin/list`.', () =>
  z.object({
    cwds: z.array(z.string()).nullish(),
    marketplaceKinds: z.array(PluginListMarketplaceKind()).nullish(),
    forceRefetch: z.boolean().nullish(),
  }),
);
export type PluginListParams = Infer<typeof PluginListParams>;

export const PluginListResponse = named('PluginListResponse', 'Result of `plugin/list`.', () =>
  z.object({
    marketplaces: z.array(JsonValue()),
    marketplaceLoadErrors: z.array(JsonValue()),
    featuredPluginIds: z.array(z.string()),
  }),
);
export type PluginListResponse = Infer<typeof PluginListResponse>;

export const PluginInstalledParams = named('PluginInstalledParams', 'Params of `plugin/installed`.', () =>
  z.object({
    cwds: z.array(z.string()).nullish(),
    installSuggestionPluginNames: z.array(z.string()).nullish(),
  }),
);
export type PluginInstalledParams = Infer<typeof PluginInstalledParams>;

export const PluginInstalledResponse = named('PluginInstalledResponse', 'Result of `plugin/installed`.', () =>
  z.object({ marketplaces: z.array(JsonValue()), marketplaceLoadErrors: z.array(JsonValue()) }),
);
export type PluginInstalledResponse = Infer<typeof PluginInstalledResponse>;

export const apps = family({
  'app/list': request({
    doc: 'Lists the apps of the account. There are none here.',
    stability: 'stable',
    params: AppsListParams,
    result: AppsListResponse,
    errors: [],

    example: { params: {}, result: { data: [], nextCursor: null } },
  }),
  'app/installed': request({
    doc: 'Lists the apps that are installed. There are none here.',
    stability: 'stable',
    params: AppsInstalledParams,
    result: AppsInstalledResponse,
    errors: [],

    example: { params: {}, result: { apps: [] } },
  }),
  'app/read': request({
    doc: 'Reads apps by their ids. All are missing here.',
    stability: 'stable',
    params: AppsReadParams,
    result: AppsReadResponse,
    errors: [],

    example: { params: { appIds: ['garden'] }, result: { apps: [], missingAppIds: ['garden'] } },
  }),
  'plugin/list': request({
    doc: 'Lists marketplaces with their plugins. There are none here.',
    stability: 'stable',
    params: PluginListParams,
    result: PluginListResponse,
    errors: [],

    example: {
      params: { cwds: [WORKSPACE] },
      result: { marketplaces: [], marketplaceLoadErrors: [], featuredPluginIds: [] },
    },
  }),
  'plugin/installed': request({
    doc: 'Lists the plugins that are installed. There are none here.',
    stability: 'stable',
    params: PluginInstalledParams,
    result: PluginInstalledResponse,
    errors: [],

    example: { params: {}, result: { marketplaces: [], marketplaceLoadErrors: [] } },
  }),
});
