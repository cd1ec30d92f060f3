import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

type Depth = 'by name' | 'written out';

interface Field {
  readonly optional: boolean;
  readonly type: string;
}

const PRIMITIVES = new Map([
  [ts.SyntaxKind.StringKeyword, 'string'],
  [ts.SyntaxKind.NumberKeyword, 'number'],
  // What Rust calls a 64-bit integer is a plain number on the wire.
  [ts.SyntaxKind.BigIntKeyword, 'number'],
  [ts.SyntaxKind.BooleanKeyword, 'boolean'],
  [ts.SyntaxKind.UnknownKeyword, 'unknown'],
  [ts.SyntaxKind.NeverKeyword, 'never'],
]);

/** A folder of generated types, read without a type checker so that what is written is what is compared. */
export class TypeFolder {
  readonly #types = new Map<string, ts.TypeNode>();

  /** A type in `v2/` counts before another of its name outside; `leaveOut` is a folder in `dir` that is not read. */
  constructor(dir: string, leaveOut?: string) {
    const inV2 = new Set<string>();
    const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' });
    for (const path of paths.sort((a, b) => Number(b.startsWith('v2/')) - Number(a.startsWith('v2/')))) {
      if (leaveOut !== undefined && path.startsWith(`${leaveOut}/`)) continue;
      const ofV2 = path.startsWith('v2/');
      if (!path.endsWith('.ts') || basename(path) === 'index.ts') continue;
      const source = ts.createSourceFile(path, readFileSync(join(dir, path), 'utf8'), ts.ScriptTarget.ES2022);
      for (const statement of source.statements) {
        if (!ts.isTypeAliasDeclaration(statement)) continue;
        const name = statement.name.text;
        if (inV2.has(name) && !ofV2) continue;
        if (ofV2) inV2.add(name);
        if (this.#types.has(name)) throw new Error(`${name} is declared twice in ${dir}`);
        this.#types.set(name, statement.type);
      }
    }
  }

  names(): string[] {
    return [...this.#types.keys()].sort();
  }

  has(name: string): boolean {
    return this.#types.has(name);
  }

  /** The members of a union, the fields of an object, or the type itself, each in one normal form. */
  parts(name: string, depth: Depth = 'by name'): ReadonlySet<string> {
    const node = unwrap(this.#types.get(name) as ts.TypeNode);
    const inside = [name];
    if (ts.isUnionTypeNode(node)) return new Set(this.#members(node, depth, inside));
    const objects = ts.isIntersectionTypeNode(node) ? this.#objects(node, depth, inside) : [];
    if (objects.length > 1) return new Set(objects.map(printObject));
    const fields = this.#fields(node, depth, inside);
    return new Set(fields ? printFields(fields) : [this.#print(node, depth, inside)]);
  }

  #print(given: ts.TypeNode, depth: Depth, inside: readonly string[]): string {
    const node = unwrap(given);
    const primitive = PRIMITIVES.get(node.kind);
    if (primitive !== undefined) return primitive;
    if (ts.isLiteralTypeNode(node)) return printLiteral(node.literal);
    if (ts.isUnionTypeNode(node)) return this.#members(node, depth, inside).join(' | ') || 'nothing';
    if (node.kind === ts.SyntaxKind.UndefinedKeyword) return 'nothing';
    if (ts.isArrayTypeNode(node)) return `Array<${this.#print(node.elementType, depth, inside)}>`;
    if (ts.isTypeReferenceNode(node)) return this.#printReference(node, depth, inside);
    const values = indexed(node);
    if (values) return `{ [string]: ${this.#print(values, depth, inside)} }`;
    const fields = this.#fields(node, depth, inside);
    if (fields) return printObject(fields);
    throw new Error(`cannot compare ${ts.SyntaxKind[node.kind]} in ${inside.join(' > ')}`);
  }

  #printReference(node: ts.TypeReferenceNode, depth: Depth, inside: readonly string[]): string {
    const name = nameOf(node);
    const declared = this.#types.get(name);
    if (declared === undefined) {
      const [first, second] = node.typeArguments ?? [];
      if (name === 'Array' && first) return `Array<${this.#print(first, depth, inside)}>`;
      if (name === 'Record' && second) {
        const values = this.#print(second, depth, inside);
        return values === 'never' ? '{  }' : `{ [string]: ${values} }`;
      }
      throw new Error(`${name} is not declared, in ${inside.join(' > ')}`);
    }
    if (PRIMITIVES.has(declared.kind)) return this.#print(declared, depth, inside);
    if (depth === 'by name' || inside.includes(name)) return name;
    return this.#print(declared, depth, [...inside, name]);
  }

  /** Sorted, without those that stand for nothing. */
  #members(node: ts.UnionTypeNode, depth: Depth, inside: readonly string[]): string[] {
    const members = node.types
      .flatMap(options)
      .filter((member) => !standsForNothing(member))
      .flatMap((member) =>
        ts.isIntersectionTypeNode(member)
          ? this.#objects(member, depth, inside).map(printObject)
          : [this.#print(member, depth, inside)],
      );
    return [...new Set(members)].sort();
  }

  /** The fields of an object or of several that are intersected; undefined for anything else. */
  #fields(given: ts.TypeNode, depth: Depth, inside: readonly string[]): Map<string, Field> | undefined {
    const node = unwrap(given);
    if (ts.isIntersectionTypeNode(node)) {
      const sides = node.types.map((side) => this.#fields(this.#resolve(side), depth, inside));
      return new Map(sides.flatMap((side) => [...(side ?? [])]));
    }
    if (ts.isTypeReferenceNode(node) && nameOf(node) === 'Record') return new Map();
    if (!ts.isTypeLiteralNode(node) || indexed(node)) return undefined;
    return new Map(
      node.members.filter(ts.isPropertySignature).map((member): [string, Field] => {
        const type = member.type as ts.TypeNode;
        const optional = member.questionToken !== undefined || this.#mayBeNothing(type);
        return [fieldName(member.name), { optional, type: this.#print(type, depth, inside) }];
      }),
    );
  }

  /** The objects that an intersection allows: one for each option of the unions in it. */
  #objects(node: ts.IntersectionTypeNode, depth: Depth, inside: readonly string[]): Map<string, Field>[] {
    let objects = [new Map<string, Field>()];
    for (const side of node.types) {
      const found = options(this.#resolve(unwrap(side))).flatMap((option) =>
        ts.isIntersectionTypeNode(option)
          ? this.#objects(option, depth, inside)
          : [this.#fields(this.#resolve(option), depth, inside) ?? new Map<string, Field>()],
      );
      objects = objects.flatMap((object) => found.map((more) => new Map([...object, ...more])));
    }
    return objects;
  }

  #resolve(node: ts.TypeNode): ts.TypeNode {
    return ts.isTypeReferenceNode(node) ? (this.#types.get(nameOf(node)) ?? node) : node;
  }

  #mayBeNothing(given: ts.TypeNode): boolean {
    const node = this.#resolve(unwrap(given));
    return standsForNothing(node) || (ts.isUnionTypeNode(node) && node.types.some(standsForNothing));
  }
}

const printFields = (fields: ReadonlyMap<string, Field>) =>
  [...fields].map(([name, { optional, type }]) => `${name}${optional ? '?' : ''}: ${type}`).sort();

/** A union in a union says the same as one. */
function options(given: ts.TypeNode): readonly ts.TypeNode[] {
  const node = unwrap(given);
  return ts.isUnionTypeNode(node) ? node.types.flatMap(options) : [node];
}

const printObject = (fields: ReadonlyMap<string, Field>) => `{ ${printFields(fields).join('; ')} }`;

const unwrap = (node: ts.TypeNode): ts.TypeNode => (ts.isParenthesizedTypeNode(node) ? unwrap(node.type) : node);

const nameOf = (node: ts.TypeReferenceNode): string => (ts.isIdentifier(node.typeName) ? node.typeName.text : '');

const fieldName = (name: ts.PropertyName): string =>
  ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : ts.SyntaxKind[name.kind];

const standsForNothing = (node: ts.TypeNode): boolean =>
  node.kind === ts.SyntaxKind.UndefinedKeyword ||
  (ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword);

function printLiteral(literal: ts.LiteralTypeNode['literal']): string {
  if (ts.isStringLiteral(literal)) return JSON.stringify(literal.text);
  return literal.kind === ts.SyntaxKind.NullKeyword ? 'nothing' : ts.SyntaxKind[literal.kind];
}

/** The type of the values where any key is allowed: `{ [key: string]: T }` or `{ [key in string]?: T }`. */
function indexed(node: ts.TypeNode): ts.TypeNode | undefined {
  if (ts.isMappedTypeNode(node)) return node.type;
  const [only] = ts.isTypeLiteralNode(node) ? node.members : [];
  return only && ts.isIndexSignatureDeclaration(only) ? only.type : undefined;
}
