import ts, { factory as f } from 'typescript';
import { z } from 'zod';
import { createAuxiliaryTypeStore, createTypeAlias, printNode, zodToTs } from 'zod-to-ts';
import { declaredName, type Named } from '../../protocol/define.js';

export interface PrintedType {
  /** The declaration without imports. */
  readonly text: string;
  /** The named types that it mentions, sorted. */
  readonly uses: readonly string[];
}

/** Prints a declared type; every other declared type in it is mentioned by name. */
export function printType(declared: Named): PrintedType {
  const uses = new Set<string>();
  const root = declared();
  // Asking for a schema gives it its name, and types that contain themselves build parts only when looked into.
  const options = {
    auxiliaryTypeStore: createAuxiliaryTypeStore(),
    // What comes out of a parse is what handlers see and what the wire carries; defaults are filled in.
    io: 'output' as const,
    metadataRegistry: commentRegistry,
    overrideFunction: (schema: z.core.$ZodType) => override(schema as z.ZodType),
  };

  function override(schema: z.ZodType): ts.TypeNode | undefined {
    if (schema === root) return objectNode(schema);
    const name = declaredName(schema);
    if (name === undefined || name === declared.typeName) {
      return name === undefined ? objectNode(schema) : use(name);
    }
    return use(name);
  }

  function use(name: string): ts.TypeNode {
    if (name !== declared.typeName) uses.add(name);
    return f.createTypeReferenceNode(name);
  }

  /** Two shapes of which the default print is not what `z.infer` says. */
  function objectNode(schema: z.ZodType): ts.TypeNode | undefined {
    if (!(schema instanceof z.ZodObject)) return undefined;
    if (Object.keys(schema.shape).length === 0) {
      return f.createTypeReferenceNode('Record', [
        f.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
        f.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword),
      ]);
    }
    if (isOpen(schema)) return zodToTs(z.object(schema.shape), { ...options, overrideFunction: unlessSame(schema) }).node;
    return undefined;
  }

  const unlessSame = (outer: z.ZodObject) => (inner: z.core.$ZodType) =>
    inner instanceof z.ZodObject && inner.shape === outer.shape && !isOpen(inner)
      ? undefined
      : override(inner as z.ZodType);

  const { node } = zodToTs(root, options);
  const alias = createTypeAlias(node, declared.typeName, comment(declared.doc));
  return { text: `export ${tidy(printNode(alias))}\n`, uses: [...uses].sort() };
}
