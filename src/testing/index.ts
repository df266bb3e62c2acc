/**
 * For people who write a runtime or a parser of their own, and for tests without git.
 *
 * @module
 */
export {
  createMemoryRepository,
  type CreateMemoryRepositoryOptions,
  type MemoryFile,
} from '../repository/create-memory-repository.ts';
export { testContainerRuntime, type TestContainerRuntimeOptions } from './container-runtime-suite.ts';
export { recordingRuntime, type RecordingRuntime, type RuntimeCall } from './recording-runtime.ts';
export { testTestOutputParser, type TestOutputParserSuiteOptions } from './test-output-parser-suite.ts';
export type { TestOutputScenario, TestOutputScenarioName } from './test-output-scenarios.ts';
export {
  startScriptedModelServer,
  type ScriptedModelServer,
  type ScriptedModelServerOptions,
  type ScriptedReply,
  type ScriptedRequest,
} from './scripted-model-server.ts';
