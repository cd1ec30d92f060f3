import { expect, test } from 'vitest';
import { workspace } from '../../protocol/v1/workspace.js';
import type { Call } from '../../src/rpc/connection.js';
import { createDispatcher, notImplemented } from '../../src/rpc/dispatch.js';

test('a method that is declared and not offered says so, in a way that a program can read', () => {
  const dispatcher = createDispatcher({
    methods: { gitDiffToRemote: workspace.gitDiffToRemote },
    handlers: { gitDiffToRemote: notImplemented },
    context: undefined,
    admit: () => {},
  });
  const call = { method: 'gitDiffToRemote', params: { cwd: '/' } } as unknown as Call;
  expect(() => dispatcher.handle(call)).toThrow(
    expect.objectContaining({ code: 'not_implemented', data: { method: 'gitDiffToRemote' } }),
  );
});
