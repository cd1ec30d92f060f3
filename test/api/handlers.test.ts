import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { turnwireRequests } from '../../protocol/turnwire/index.js';
import { clientRequests } from '../../protocol/v1/index.js';
import { offeredRequests } from '../../protocol/v2/offered.js';
import { WORKING_METHODS } from '../../src/api/working-methods.js';

test('initialize lists every method that has a handler', () => {
  const offered = { ...clientRequests, ...turnwireRequests, ...offeredRequests };
  expect([...WORKING_METHODS].sort()).toEqual(Object.keys(offered).sort());
});

const HEAD = `
import type { ServerMessages } from '../../protocol/server-messages.js';
import type { listeners } from '../../protocol/v1/listeners.js';
import type { Connection } from '../../src/rpc/connection.js';
import type { Handlers } from '../../src/rpc/dispatch.js';
declare const connection: Connection<ServerMessages>;
declare const signal: AbortSignal;
`;

const add = `addConversationListener: () => ({ subscriptionId: '' })`;
const remove = 'removeConversationListener: () => ({})';

/** A mistake of a contributor, and what the compiler must say about it. */
const MISTAKES: [string, RegExp][] = [
  [`({ ${add} }) satisfies Handlers<typeof listeners, object>;`, /Property 'removeConversationListener' is missing/],
  [
    `({ ${add}, ${remove}, addListener: () => ({}) }) satisfies Handlers<typeof listeners, object>;`,
    /'addListener' does not exist in type 'Handlers</,
  ],
  [
    `({ ${add.replace('subscriptionId', 'id')}, ${remove} }) satisfies Handlers<typeof listeners, object>;`,
    /'{ id: string; }' is not assignable to type '{ subscriptionId: string; }/,
  ],
  [`connection.notify('turnwire/nothing', {});`, /"turnwire\/nothing"' is not assignable/],
  [`connection.notify('codex/event/nothing', {});`, /"codex\/event\/nothing"' is not assignable/],
  [`connection.notify('authStatusChange', { method: 'apikey' });`, /'method' does not exist in type/],
  [`connection.notify('turnwire/diagnostics');`, /Expected 2 arguments/],
  [`void connection.request('execApproval', {}, signal);`, /"execApproval"' is not assignable/],
  [
    `void connection.request('execCommandApproval', { command: [] }, signal);`,
    /is missing the following properties.*conversationId, callId, cwd/,
  ],
];

test('the compiler explains what is wrong with handlers and messages', () => {
  const folder = import.meta.dirname;
  const names = MISTAKES.map((_, i) => join(folder, `mistake-${i}.ts`));
  const config = ts.readConfigFile('tsconfig.json', ts.sys.readFile).config as { compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, process.cwd());
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  const textOf = (name: string): string | undefined => {
    const mistake = MISTAKES[names.indexOf(name)];
    return mistake && HEAD + mistake[0];
  };
  host.fileExists = (name) => textOf(name) !== undefined || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const text = textOf(name);
    return text === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  };
  const program = ts.createProgram(names, { ...options, noEmit: true, noUnusedLocals: false }, host);
  MISTAKES.forEach(([code, message], i) => {
    const file = program.getSourceFile(names[i] as string);
    const found = program.getSemanticDiagnostics(file).map((d) => ts.flattenDiagnosticMessageText(d.messageText, ' '));
    expect(found.join('\n'), code).toMatch(message);
    expect(found, code).toHaveLength(1);
  });
});
