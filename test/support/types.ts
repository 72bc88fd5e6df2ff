import { readFileSync } from 'fs';
import { join, relative, resolve } from 'path';
import * as ts from 'typescript';

const root = resolve(__dirname, '../..');
const library = `${join(root, 'src')}/`;

/** What was parsed for one program is there for the next. */
const registry = ts.createDocumentRegistry();

/** A host of the compiler that has some files more than the disk. */
export function compilerHost(
  options: ts.CompilerOptions,
  virtual: ReadonlyMap<string, string> = new Map(),
): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const { fileExists } = host;
  host.readFile = (file) => virtual.get(file) ?? ts.sys.readFile(file);
  host.fileExists = (file) => virtual.has(file) || fileExists(file);
  host.getSourceFile = (file, language) => {
    const text = host.readFile(file);
    return text === undefined
      ? undefined
      : registry.acquireDocument(file, options, ts.ScriptSnapshot.fromString(text), '1', undefined, language);
  };
  return host;
}

/** Errors of a program, of some of its files: what they use is read for its types, and not judged. */
export function errorsOf(program: ts.Program, isJudged: (file: string) => boolean): ts.Diagnostic[] {
  const files = program.getSourceFiles().filter(({ fileName }) => isJudged(fileName));
  return [
    ...program.getConfigFileParsingDiagnostics(), ...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(),
    ...files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
}

/**
 * What `tsc -p` says about a folder, but for the sources of the library: those are judged when it is compiled.
 *
 * @param tsconfig path of the configuration, from the root of the project
 */
export function typeErrors(tsconfig: string): string[] {
  const path = resolve(root, tsconfig);
  const { config, error } = ts.parseConfigFileTextToJson(path, readFileSync(path, 'utf8'));
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, resolve(path, '..'), undefined, path);
  const program = ts.createProgram({
    rootNames: parsed.fileNames,
    options: parsed.options,
    configFileParsingDiagnostics: [...error ? [error] : [], ...parsed.errors],
    host: compilerHost(parsed.options),
  });
  const errors = errorsOf(program, (file) => !file.includes('/node_modules/') && !file.startsWith(library));
  return errors.map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? `:${file.getLineAndCharacterOfPosition(start).line + 1}` : '';
    return `${file ? relative(root, file.fileName) + line : tsconfig}: `
      + `${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}
