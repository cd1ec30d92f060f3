import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';
import ts from 'typescript';

/** The dynamic import of a file of the build. */
const LATER = '__late';
const NOTHING = '__nothing';
/** The value that `export default` of a CommonJS package becomes. */
const DEFAULT = '__default';

/**
 * Functions of modules of Node that take milliseconds to load. Most files that import them call none before the first answer, so such a module is loaded by
 * the first call. A class or a constant would need the module at once.
 */
const LATE_FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  'node:child_process': ['execFileSync', 'spawn'],
  'node:crypto': ['createHash', 'createHmac', 'randomBytes', 'randomFillSync', 'randomUUID', 'timingSafeEqual'],
  'node:fs/promises': [
    ...['link', 'lstat', 'mkdir', 'mkdtemp', 'open', 'readdir', 'readFile', 'readlink', 'realpath'],
    ...['rename', 'rm', 'rmdir', 'stat', 'symlink', 'unlink', 'writeFile'],
  ],
  'node:http': ['createServer', 'request'],
  'node:module': ['createRequire'],
  'node:timers/promises': ['setImmediate', 'setTimeout'],
};

/** A text, and the map to its source. */
export interface Mapped {
  readonly text: string;
  readonly map: string;
}

/** A module of the split build, as the three parts of a script: one line that takes what it imports, its code, and what gives its exports. */
export interface Script extends Mapped {
  readonly head: string;
  readonly foot: string;
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/**
 * Makes the imports constants. Bundlers that write CommonJS read an import through a getter at each use, because an export may change later. The exports of
 * this program must not change, and its files must not import each other in circles; both is checked here.
 *
 * Copies such as `{ ...a, b }` get an empty copy as their first part. Without it, V8 in Node 20 makes a new hidden class for each such object, and every later
 * use of the object is slow.
 */
export function asScript(name: string, { text, map }: Mapped, isEntry = false): Script {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const taken: string[] = [];
  const given = new Map<string, string>();
  const edits: Edit[] = [];
  const replace = (node: ts.Node, by: string): void => void edits.push({ from: node.getStart(file), to: node.end, by });
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) taken.push(requireFor(statement));
    else if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause))
      for (const { name: as, propertyName } of statement.exportClause.elements)
        given.set(as.text, (propertyName ?? as).text);
    else if (ts.isExportAssignment(statement)) {
      given.set('default', DEFAULT);
      edits.push({ from: statement.getStart(file), to: statement.expression.getStart(file), by: `const ${DEFAULT}=` });
      continue;
    } else if (exportsMore(statement)) throw new Error(`${name}: an export of a kind that bundles do not have`);
    else continue;
    replace(statement, '');
  }
  const locals = new Set(given.values());
  const visit = (node: ts.Node, isInFunction: boolean): void => {
    const changed = isInFunction ? changedNames(node).find((one) => locals.has(one)) : undefined;
    if (changed !== undefined) throw new Error(`${name}: the export "${changed}" changes after the file was loaded`);
    if (isImportBeside(node)) replace(node.expression, LATER);
    const copied = copiedFirst(node)?.getStart(file);
    if (copied !== undefined) edits.push({ from: copied, to: copied, by: `...${NOTHING},` });
    ts.forEachChild(node, (child) => visit(child, isInFunction || ts.isFunctionLike(node)));
  };
  visit(file, false);
  const uses = (helper: string): boolean => edits.some(({ by }) => by.includes(helper));
  const helpers = [
    uses(LATER) ? `const ${LATER}=async name=>require(name);` : '',
    uses(NOTHING) ? `const ${NOTHING}={};` : '',
  ];
  const exported = `{${[...given].map(([as, local]) => (as === local ? as : `${as}:${local}`)).join(',')}}`;
  return {
    ...edited(text, map, edits),
    head: [...helpers, ...taken].join(''),
    // Other bundlers look for the mark.
    foot: `module.exports=${isEntry ? `Object.defineProperty(${exported},"__esModule",{value:!0})` : exported};`,
  };
}

const exportsMore = (statement: ts.Statement): boolean =>
  ts.isExportDeclaration(statement) ||
  (ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false));

function requireFor({ importClause, moduleSpecifier }: ts.ImportDeclaration): string {
  const from = (moduleSpecifier as ts.StringLiteral).text;
  const module = `require(${JSON.stringify(from)})`;
  const bindings = importClause?.namedBindings;
  const names: string[] = [];
  // Only Node's own modules are imported whole: the bundler gives all others names.
  if (importClause?.name) names.push(importClause.name.text);
  if (bindings && ts.isNamespaceImport(bindings)) names.push(bindings.name.text);
  if (bindings && ts.isNamedImports(bindings)) {
    const late = LATE_FUNCTIONS[from] ?? [];
    if (bindings.elements.every(({ name, propertyName }) => late.includes((propertyName ?? name).text)))
      return lateFunctions(module, bindings.elements);
    const elements = bindings.elements.map(({ name, propertyName }) =>
      propertyName === undefined ? name.text : `${propertyName.text}:${name.text}`,
    );
    names.push(`{${elements.join(',')}}`);
  }
  return names.length === 0 ? `${module};` : `const ${names.map((one) => `${one}=${module}`).join(',')};`;
}

/** Each variable first holds a function that puts the real one in its place: `require` takes long, also for what is loaded. */
function lateFunctions(module: string, elements: readonly ts.ImportSpecifier[]): string {
  const functions = elements.map(({ name: { text: local }, propertyName }) => {
    const real = `${module}.${propertyName?.text ?? local}`;
    return `${local}=(...all)=>(${local}=${real})(...all)`;
  });
  return `let ${functions.join(',')};`;
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

/** The variables that an expression gives another value. */
function changedNames(node: ts.Node): string[] {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return namesIn(node.left);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken
      ? namesIn(node.operand)
      : [];
  if (ts.isForInStatement(node) || ts.isForOfStatement(node)) return namesIn(node.initializer);
  return [];
}

function namesIn(target: ts.Node): string[] {
  if (ts.isIdentifier(target)) return [target.text];
  if (!ts.isArrayLiteralExpression(target) && !ts.isObjectLiteralExpression(target)) return [];
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.push(node.text);
    else ts.forEachChild(node, visit);
  };
  visit(target);
  return names;
}

const isImportBeside = (node: ts.Node): node is ts.CallExpression => {
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return false;
  const [from] = node.arguments;
  return from !== undefined && ts.isStringLiteral(from) && from.text.startsWith('./');
};

/** The first part of an object that is a copy with something added. */
function copiedFirst(node: ts.Node): ts.Node | undefined {
  if (!ts.isObjectLiteralExpression(node) || node.properties.length < 2) return undefined;
  const [first] = node.properties;
  return first !== undefined && ts.isSpreadAssignment(first) ? first : undefined;
}

/** Edits within lines. The map still gives the place of the other text. */
function edited(text: string, map: string, edits: readonly Edit[]): Mapped {
  const sorted = edits.toSorted((a, b) => a.from - b.from || a.to - b.to);
  const written = JSON.parse(map) as { mappings: string };
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const lines = decode(written.mappings).map((segments, line) => {
    const start = starts[line] as number;
    let next = sorted.filter(({ from }) => from < start).length;
    let moved = 0;
    return segments.flatMap((segment) => {
      const place = start + segment[0];
      let edit = sorted[next];
      while (edit !== undefined && edit.to <= place) {
        moved += edit.by.length - (edit.to - edit.from);
        edit = sorted[++next];
      }
      // Places inside of a replaced text are lost.
      if (edit !== undefined && edit.from < place) return [];
      return [[segment[0] + moved, ...segment.slice(1)] as SourceMapSegment];
    });
  });
  let result = '';
  let at = 0;
  for (const { from, to, by } of sorted) {
    result += text.slice(at, from) + by;
    at = to;
  }
  return { text: result + text.slice(at), map: JSON.stringify({ ...written, mappings: encode(lines) }) };
}
