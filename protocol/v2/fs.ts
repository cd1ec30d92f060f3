import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { BEGAN_MS, ENDED_MS, WORKSPACE } from './examples.js';
import { AbsolutePathBuf } from './json.js';
import { named } from './named.js';

export const FsReadFileParams = named('FsReadFileParams', 'Params of `fs/readFile`.', () =>
  z.object({ path: AbsolutePathBuf() }),
);
export type FsReadFileParams = Infer<typeof FsReadFileParams>;

export const FsReadFileResponse = named('FsReadFileResponse', 'Result of `fs/readFile`.', () =>
  z.object({ dataBase64: z.string() }),
);
export type FsReadFileResponse = Infer<typeof FsReadFileResponse>;

export const FsWriteFileParams = named('FsWriteFileParams', 'Params of `fs/writeFile`.', () =>
  z.object({ path: AbsolutePathBuf(), dataBase64: z.string() }),
);
export type FsWriteFileParams = Infer<typeof FsWriteFileParams>;

export const FsWriteFileResponse = named('FsWriteFileResponse', 'Result of `fs/writeFile`.', () => z.object({}));
export type FsWriteFileResponse = Infer<typeof FsWriteFileResponse>;

export const FsCreateDirectoryParams = named('FsCreateDirectoryParams', 'Params of `fs/createDirectory`.', () =>
  z.object({ path: AbsolutePathBuf(), recursive: z.boolean().nullish() }),
);
export type FsCreateDirectoryParams = Infer<typeof FsCreateDirectoryParams>;

export const FsCreateDirectoryResponse = named('FsCreateDirectoryResponse', 'Result of `fs/createDirectory`.', () =>
  z.object({}),
);
export type FsCreateDirectoryResponse = Infer<typeof FsCreateDirectoryResponse>;

export const FsGetMetadataParams = named('FsGetMetadataParams', 'Params of `fs/getMetadata`.', () =>
  z.object({ path: AbsolutePathBuf() }),
);
export type FsGetMetadataParams = Infer<typeof FsGetMetadataParams>;

export const FsGetMetadataResponse = named('FsGetMetadataResponse', 'Result of `fs/getMetadata`.', () =>
  z.object({
    isDirectory: z.boolean(),
    isFile: z.boolean(),
    isSymlink: z.boolean(),
    createdAtMs: z.int(),
    modifiedAtMs: z.int(),
  }),
);
export type FsGetMetadataResponse = Infer<typeof FsGetMetadataResponse>;

export const FsReadDirectoryParams = named('FsReadDirectoryParams', 'Params of `fs/readDirectory`.', () =>
  z.object({ path: AbsolutePathBuf() }),
);
export type FsReadDirectoryParams = Infer<typeof FsReadDirectoryParams>;

export const FsReadDirectoryEntry = named('FsReadDirectoryEntry', 'An entry of a folder; links are followed.', () =>
  z.object({ fileName: z.string(), isDirectory: z.boolean(), isFile: z.boolean() }),
);
export type FsReadDirectoryEntry = Infer<typeof FsReadDirectoryEntry>;

export const FsReadDirectoryResponse = named('FsReadDirectoryResponse', 'Result of `fs/readDirectory`.', () =>
  z.object({ entries: z.array(FsReadDirectoryEntry()) }),
);
export type FsReadDirectoryResponse = Infer<typeof FsReadDirectoryResponse>;

export const FsRemoveParams = named('FsRemoveParams', 'Params of `fs/remove`.', () =>
  z.object({ path: AbsolutePathBuf(), recursive: z.boolean().nullish(), force: z.boolean().nullish() }),
);
export type FsRemoveParams = Infer<typeof FsRemoveParams>;

export const FsRemoveResponse = named('FsRemoveResponse', 'Result of `fs/remove`.', () => z.object({}));
export type FsRemoveResponse = Infer<typeof FsRemoveResponse>;

export const FsCopyParams = named('FsCopyParams', 'Params of `fs/copy`.', () =>
  z.object({ sourcePath: AbsolutePathBuf(), destinationPath: AbsolutePathBuf(), recursive: z.boolean().nullish() }),
);
export type FsCopyParams = Infer<typeof FsCopyParams>;

export const FsCopyResponse = named('FsCopyResponse', 'Result of `fs/copy`.', () => z.object({}));
export type FsCopyResponse = Infer<typeof FsCopyResponse>;

export const FsWatchParams = named('FsWatchParams', 'Params of `fs/watch`.', () =>
  z.object({ watchId: z.string(), path: AbsolutePathBuf() }),
);
export type FsWatchParams = Infer<typeof FsWatchParams>;

export const FsWatchResponse = named('FsWatchResponse', 'Result of `fs/watch`.', () =>
  z.object({ path: AbsolutePathBuf() }),
);
export type FsWatchResponse = Infer<typeof FsWatchResponse>;

export const FsUnwatchParams = named('FsUnwatchParams', 'Params of `fs/unwatch`.', () =>
  z.object({ watchId: z.string() }),
);
export type FsUnwatchParams = Infer<typeof FsUnwatchParams>;

export const FsUnwatchResponse = named('FsUnwatchResponse', 'Result of `fs/unwatch`.', () => z.object({}));
export type FsUnwatchResponse = Infer<typeof FsUnwatchResponse>;

export const FsChangedNotification = named('FsChangedNotification', 'Params of `fs/changed`.', () =>
  z.object({ watchId: z.string(), changedPaths: z.array(AbsolutePathBuf()) }),
);
export type FsChangedNotification = Infer<typeof FsChangedNotification>;

export const fs = family({
  'fs/readFile': request({
    doc: 'Reads a file.',
    stability: 'stable',
    params: FsReadFileParams,
    result: FsReadFileResponse,
    errors: ['io_error'],

    beside: true,
    example: { params: { path: `${WORKSPACE}/diary.md` }, result: { dataBase64: 'cm9zZXMK' } },
  }),
  'fs/writeFile': request({
    doc: 'Writes a file.',
    stability: 'stable',
    params: FsWriteFileParams,
    result: FsWriteFileResponse,
    errors: ['io_error'],

    example: { params: { path: `${WORKSPACE}/diary.md`, dataBase64: 'cm9zZXMK' }, result: {} },
  }),
  'fs/createDirectory': request({
    doc: 'Makes a folder. By default it also makes missing folders above it.',
    stability: 'stable',
    params: FsCreateDirectoryParams,
    result: FsCreateDirectoryResponse,
    errors: ['io_error'],

    example: { params: { path: `${WORKSPACE}/beds/north` }, result: {} },
  }),
  'fs/getMetadata': request({
    doc: 'Says what a path is.',
    stability: 'stable',
    params: FsGetMetadataParams,
    result: FsGetMetadataResponse,
    errors: ['io_error'],

    example: {
      params: { path: `${WORKSPACE}/diary.md` },
      result: { isDirectory: false, isFile: true, isSymlink: false, createdAtMs: BEGAN_MS, modifiedAtMs: ENDED_MS },
    },
  }),
  'fs/readDirectory': request({
    doc: 'Lists a folder.',
    stability: 'stable',
    params: FsReadDirectoryParams,
    result: FsReadDirectoryResponse,
    errors: ['io_error'],

    beside: true,
    example: {
      params: { path: WORKSPACE },
      result: { entries: [{ fileName: 'diary.md', isDirectory: false, isFile: true }] },
    },
  }),
  'fs/remove': request({
    doc: 'Removes a file or a folder.',
    stability: 'stable',
    params: FsRemoveParams,
    result: FsRemoveResponse,
    errors: ['io_error'],

    example: { params: { path: `${WORKSPACE}/diary.md` }, result: {} },
  }),
  'fs/copy': request({
    doc: 'Copies a file, or a folder when `recursive` is set.',
    stability: 'stable',
    params: FsCopyParams,
    result: FsCopyResponse,
    errors: ['io_error'],

    beside: true,
    example: {
      params: { sourcePath: `${WORKSPACE}/diary.md`, destinationPath: `${WORKSPACE}/diary.old.md` },
      result: {},
    },
  }),
  'fs/watch': request({
    doc: 'Reports changes of a path as `fs/changed`.',
    stability: 'stable',
    params: FsWatchParams,
    result: FsWatchResponse,
    errors: ['io_error'],

    example: { params: { watchId: 'w1', path: WORKSPACE }, result: { path: WORKSPACE } },
  }),
  'fs/unwatch': request({
    doc: 'Ends a watch. An unknown id is no error.',
    stability: 'stable',
    params: FsUnwatchParams,
    result: FsUnwatchResponse,
    errors: [],

    example: { params: { watchId: 'w1' }, result: {} },
  }),
});

export const fsNotifications = {
  'fs/changed': notification({
    doc: 'Something below a watched path has changed.',
    stability: 'stable',
    params: FsChangedNotification,

    example: { params: { watchId: 'w1', changedPaths: [`${WORKSPACE}/diary.md`] } },
  }),
};
