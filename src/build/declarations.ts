import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** One declaration for each source file that the entries need; they are bundled afterwards. */
export const DECLARATIONS = '.cache/declarations';
const PROTOCOL = resolve('protocol');
const TYPES = resolve('generated-types');
/** What declarations of schemas import. It stays an import, of the types that the package has. */
export const GENERATED_TYPES = 'generated-types';

/** Writes them. Schemas say the generated type of their values there, which the compiler has proved to be the one that zod infers. */
export function writeDeclarations(entries: readonly string[]): void {
  rmSync(DECLARATIONS, { recursive: true, force: true });
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const options: ts.CompilerOptions = {
    ...ts.parseJsonConfigFileContent(config, ts.sys, '.').options,
    noEmit: false,
    incremental: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: '.',
    outDir: DECLARATIONS,
  };
  const program = ts.createProgram(entries, options, hostFor(options));
  const { diagnostics } = program.emit(undefined, (path, text) => ts.sys.writeFile(path, fromBundle(text)));
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(options)));
}

function hostFor(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const asItIs = host.getSourceFile;
  host.getSourceFile = (path, language, ...more) =>
    resolve(path).startsWith(PROTOCOL)
      ? ts.createSourceFile(path, withoutBuilders(readFileSync(path, 'utf8'), resolve(path)), language)
      : asItIs(path, language, ...more);
  return host;
}

/** A source file in which `export const X = named(…)` has a type in place of what builds it. */
function withoutBuilders(text: string, path: string): string {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const generated = `import('${TYPES}/index.js')${path.startsWith(join(PROTOCOL, 'v2')) ? '.v2' : ''}`;
  const declared = file.statements
    .filter(ts.isVariableStatement)
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .filter(
      ({ initializer }) =>
        initializer && ts.isCallExpression(initializer) && /^named\(/.test(initializer.getText(file)),
    );
  return declared.reduceRight((before, { name, end }) => {
    const type = `import('./${relative(dirname(path), PROTOCOL)}/schema.js').SchemaOf<${generated}.${name.getText(file)}>`;
    return `${before.slice(0, name.end)}: ${type} = undefined as never${before.slice(end)}`;
  }, text);
}

/** The generated types by the name that the package has for them, however the compiler has imported them. */
function fromBundle(text: string): string {
  const named = text.replace(
    /import\(["'][^"']*generated-types\/(?:(v2)\/|\w+\/)?\w+\.js["']\)\.((?:v2\.)?\w+)/g,
    (_, v2: string | undefined, name: string) => `Generated.${v2 ? 'v2.' : ''}${name}`,
  );
  return named === text ? text : `import type * as Generated from '${GENERATED_TYPES}';\n${named}`;
}
