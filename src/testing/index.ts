/**
 * For people who write a runtime, a provider or a parser of their own, and for tests without git or a model.
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
export {
  type LmProviderScript,
  type LmProviderUnderTest,
  testLmProvider,
  type TestLmProviderOptions,
} from './lm-provider-suite.ts';
export {
  scriptedProvider,
  type ScriptedAnswer,
  type ScriptedProvider,
  type ScriptedProviderOptions,
} from './scripted-provider.ts';
export { testTestOutputParser, type TestOutputParserSuiteOptions } from './test-output-parser-suite.ts';
export type { TestOutputScenario, TestOutputScenarioName } from './test-output-scenarios.ts';
export {
  startScriptedModelServer,
  type ScriptedModelServer,
  type ScriptedModelServerOptions,
  type ScriptedRequest,
} from './scripted-model-server.ts';
export type { ScriptedReply, ScriptedUsage } from './scripted-reply.ts';
