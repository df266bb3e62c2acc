import type { DefinitionParts, Language } from '../language.ts';
import { isStatement } from './check-place.ts';
import { decodePython } from './decode-python.ts';
import {
  createPythonStub,
  findDocstring,
  readPythonDefinition,
  readPythonDocstring,
  readPythonSignature,
} from './definition.ts';
import { describePythonDefinition, describePythonNode } from './describe-node.ts';
import { parsePython, parsePythonBlock } from './parse-python.ts';
import { isSamePythonSyntax } from './same-syntax.ts';
import { isPythonTestFile } from './test-file.ts';

/** Python 3, parsed with tree-sitter. */
export const python: Language = Object.freeze({
  specificationVersion: 'v1',
  name: 'python',
  isSourceFile: (path) => path.endsWith('.py'),
  isTestFile: isPythonTestFile,
  decode: decodePython,
  parse: parsePython,
  readDefinition: readPythonDefinition,
  describeDefinition: ({ body, outer }: DefinitionParts, source: string) =>
    describePythonDefinition(body.parent ?? outer, findDocstring(body, source) !== undefined),
  describeNode: describePythonNode,
  readSignature: readPythonSignature,
  readDocstring: readPythonDocstring,
  createStub: createPythonStub,
  isSameSyntax: isSamePythonSyntax,
  isStatement,
  parseBlock: parsePythonBlock,
} satisfies Language);
