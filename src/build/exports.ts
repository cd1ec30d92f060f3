import ts from 'typescript';

const EXPORTS = /export\{([^}]*)\};?\s*$/;
const IMPORTED = /\bimport(?=\("\.\/[\w-]+\.js"\))/g;
/** In the place of `import`, and as long: the source map gives columns. */
const LATE = '__late';
const LATE_BODY = `;function ${LATE}(name){return Promise.resolve().then(()=>require(name))}`;

/**
 * Makes the exports of a bundled module those of a script: an object that has the values. The bundler would make a function for each of them, and define two properties with
 * it: a sixth of the work up to the first conversation. Only a variable that changes later needs such a function.
 *
 * A file that the bundler has split off is imported by its names alone, so that its import needs no object made around it either.
 */
export function withPlainExports(code: string, isEntry: boolean): string {
  const names = EXPORTS.exec(code)?.[1];
  const imported = code.replace(EXPORTS, '').replaceAll(IMPORTED, LATE);
  const body = imported.includes(LATE) ? imported + LATE_BODY : imported;
  if (names === undefined) return body;
  const changing = assigned(body);
  const properties = names.split(',').map((one) => {
    const [own = '', name = own] = one.split(' as ');
    return changing.has(own) ? `get ${name}(){return ${own}}` : `${name}:${own}`;
  });
  const exported = `{${properties.join(',')}}`;
  // Other bundlers look for the mark.
  return `${body};module.exports=${isEntry ? `Object.defineProperty(${exported},"__esModule",{value:!0})` : exported};`;
}

/** The names that are given a value other than by their declaration; also where the same name means another variable. */
function assigned(code: string): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (target: ts.Node): void => {
    if (ts.isIdentifier(target)) found.add(target.text);
    // A pattern: more names than those that it assigns do no harm.
    else if (!ts.isPropertyAccessExpression(target) && !ts.isElementAccessExpression(target)) target.forEachChild(add);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) add(node.left);
    else if (ts.isPostfixUnaryExpression(node)) add(node.operand);
    else if (ts.isPrefixUnaryExpression(node) && isStep(node.operator)) add(node.operand);
    else if (ts.isForInStatement(node) || ts.isForOfStatement(node)) add(node.initializer);
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile('script.js', code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS));
  return found;
}

const isStep = (kind: ts.SyntaxKind): boolean =>
  kind === ts.SyntaxKind.PlusPlusToken || kind === ts.SyntaxKind.MinusMinusToken;

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
