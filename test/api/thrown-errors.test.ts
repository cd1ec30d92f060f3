import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import type { RequestSpec } from '../../protocol/declare.js';
import { ENVELOPE_ERRORS, ERRORS } from '../../protocol/errors.js';
import { clientRequests, turnwireRequests, v2 } from '../../protocol/index.js';

const sources = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

test('every code of the catalogue is raised somewhere in src', () => {
  const text = sources('src')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect(Object.keys(ERRORS).filter((code) => !text.includes(`'${code}'`))).toEqual([]);
});

/** The codes in `new AppError('…')` below a node, and in the functions of the same file that it mentions. */
function codesIn(node: ts.Node, functions: ReadonlyMap<string, ts.Node>, seen = new Set<ts.Node>()): Set<string> {
  if (seen.has(node)) return new Set();
  seen.add(node);
  const found = new Set<string>();
  const visit = (child: ts.Node): void => {
    if (ts.isNewExpression(child) && child.expression.getText() === 'AppError') {
      const [code] = child.arguments ?? [];
      if (code && ts.isStringLiteral(code)) found.add(code.text);
    }
    const isMember = ts.isPropertyAccessExpression(child.parent) && child.parent.name === child;
    const mentioned = ts.isIdentifier(child) && !isMember ? functions.get(child.text) : undefined;
    if (mentioned) for (const code of codesIn(mentioned, functions, seen)) found.add(code);
    ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}

/** The handlers of a file, by their methods. */
function handlersOf(file: string): [method: string, codes: ReadonlySet<string>][] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const functions = new Map<string, ts.Node>();
  const handlers: ts.ObjectLiteralElementLike[] = [];
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) functions.set(statement.name.text, statement);
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!initializer) continue;
      if (name.getText().endsWith('Handlers') && ts.isSatisfiesExpression(initializer)) {
        const { expression } = initializer;
        if (ts.isObjectLiteralExpression(expression)) handlers.push(...expression.properties);
      } else if (ts.isIdentifier(name)) functions.set(name.text, initializer);
    }
  }
  return handlers.flatMap((handler) =>
    handler.name && (ts.isIdentifier(handler.name) || ts.isStringLiteral(handler.name))
      ? [[handler.name.text, codesIn(handler, functions)]]
      : [],
  );
}

describe.each([
  ['src/api/v1', { ...clientRequests, ...turnwireRequests } as Record<string, RequestSpec>, 15],
  ['src/api/v2', v2.clientRequests as Record<string, RequestSpec>, 80],
] as const)('the handlers in %s', (folder, specs, atLeast) => {
  const handlers = sources(folder).flatMap(handlersOf);

  test('are found here', () => {
    expect(handlers.filter(([method]) => specs[method]).length).toBeGreaterThan(atLeast);
  });

  test('throw what their methods declare', () => {
    const undeclared = handlers.flatMap(([method, codes]) => {
      const declared: readonly string[] = [...ENVELOPE_ERRORS, ...(specs[method]?.errors ?? [])];
      return [...codes].filter((code) => specs[method] && !declared.includes(code)).map((code) => `${method}: ${code}`);
    });
    expect(undeclared).toEqual([]);
  });
});
