import ts, { factory as f } from 'typescript';
import * as z from 'zod';
import { createAuxiliaryTypeStore, createTypeAlias, printNode, zodToTs } from 'zod-to-ts';
import { declarationOf, type Named } from '../../protocol/schema.js';

export interface PrintedType {
  /** The declaration without its imports, ending with a newline. */
  readonly text: string;
  /** The other declared types that it mentions, sorted. */
  readonly uses: readonly Named[];
}

/** Prints a declared type as TypeScript; other declared types in it are mentioned by name. */
export function printType(declared: Named): PrintedType {
  const uses = new Set<Named>();
  const asTheyAre = new Set<unknown>([declared()]);
  const options = {
    auxiliaryTypeStore: createAuxiliaryTypeStore(),
    // Handlers and the wire see the output of a parse: defaults are filled in.
    io: 'output' as const,
    overrideFunction: (schema: z.core.$ZodType) => override(schema as z.ZodType),
  };

  function override(schema: z.ZodType): ts.TypeNode | undefined {
    // Only once: a type that contains itself is mentioned by name when it occurs again.
    if (!asTheyAre.delete(schema)) {
      const used = declarationOf(schema);
      if (used !== undefined) {
        if (used !== declared) uses.add(used);
        return f.createTypeReferenceNode(used.typeName);
      }
    }
    if (schema instanceof z.ZodObject) return objectNode(schema);
    if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return wrapperNode(schema);
    return undefined;
  }

  /** `A | null | undefined`, where the default print has brackets around the first two. */
  function wrapperNode(schema: z.ZodOptional | z.ZodNullable): ts.TypeNode {
    const inner = zodToTs(schema.unwrap() as z.ZodType, options).node;
    const nothing =
      schema instanceof z.ZodNullable
        ? f.createLiteralTypeNode(f.createNull())
        : f.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword);
    return f.createUnionTypeNode(ts.isUnionTypeNode(inner) ? [...inner.types, nothing] : [inner, nothing]);
  }

  /** Objects whose default print differs from the type that `z.infer` gives. */
  function objectNode(schema: z.ZodObject): ts.TypeNode | undefined {
    if (Object.keys(schema.shape).length === 0) return emptyObject();
    if (schema.def.catchall === undefined) return undefined;
    const closed = z.object(schema.shape);
    asTheyAre.add(closed);
    return zodToTs(closed, options).node;
  }

  const { node } = zodToTs(declared(), options);
  const alias = createTypeAlias(node, declared.typeName, declared.doc);
  const text = printNode(alias).replace(/^((?: {4})+)/gm, (indent) => ' '.repeat(indent.length / 2));
  if (text.includes('Auxiliary_')) throw new Error(`${declared.typeName} contains itself without a name`);
  return {
    text: `${text.replace(/^type /m, 'export type ')}\n`,
    uses: [...uses].sort((a, b) => (a.typeName < b.typeName ? -1 : 1)),
  };
}

const emptyObject = () =>
  f.createTypeReferenceNode('Record', [
    f.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    f.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword),
  ]);
