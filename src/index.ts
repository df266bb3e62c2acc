/**
 * Turns a Python repository whose tests pass into validated bug-fixing tasks.
 *
 * @module
 */

// Repository
export { openRepository, type OpenRepositoryOptions } from './repository/open-repository.ts';
export type { Environment } from './repository/environment.ts';
export type { Repository, RepositoryFile, RepositoryFileContent } from './repository/repository.ts';

// Entities
export {
  extractEntities,
  extractEntitiesFromSource,
  type ExtractEntitiesOptions,
} from './entities/extract-entities.ts';
export type { SourceFileOptions } from './entities/source-files.ts';
export type { CodeEntity, SkippedFile } from './entities/code-entity.ts';
export { entityProperties, type EntityProperty } from './languages/entity-property.ts';
export { SyntaxNode } from './languages/syntax-node.ts';

// Candidates
export type { BugCandidate, CandidateEntity } from './strategies/bug-candidate.ts';
export { createCandidateId } from './strategies/candidate-id.ts';
export type { BugStrategy, GenerateOptions } from './strategies/bug-strategy.ts';
export type { Random } from './strategies/random.ts';
export {
  ProceduralModifier,
  type ProceduralModifierOptions,
} from './strategies/procedural/procedural-modifier.ts';
export {
  defineModification,
  type Modification,
  type ModificationContext,
  type ModificationDefinition,
  type ModificationSite,
  type TextEdit,
} from './strategies/procedural/modification.ts';
export { pythonModifications } from './strategies/procedural/modifications/index.ts';

// Running tests
export type {
  BuildImageOptions,
  ContainerRuntime,
  CreateSandboxOptions,
} from './runtimes/container-runtime.ts';
export type { ExecOptions, ExecResult, Sandbox } from './runtimes/sandbox.ts';
export { LocalRuntime, type LocalRuntimeOptions } from './runtimes/local/local-runtime.ts';
export { DockerRuntime } from './runtimes/docker/docker-runtime.ts';
export type { DockerLimits, DockerRuntimeOptions } from './runtimes/docker/docker-runtime-options.ts';
export { removeLeftovers, type RemoveLeftoversOptions } from './runtimes/docker/remove-leftovers.ts';
export type { Leftover } from './runtimes/docker/remove-labelled.ts';
export type { DockerClient, DockerConnection } from './runtimes/docker/docker-connection.ts';
export { disposeOnSignal, type DisposeOnSignalOptions } from './runtimes/docker/dispose-on-signal.ts';
export {
  installationVariableNames,
  installLocally,
  type InstallLocallyOptions,
  type LocalInstallation,
} from './runtimes/local/install-locally.ts';
export type {
  TestInstrumentation,
  TestOutputParser,
  TestRun,
  TestRunContext,
  TestRunOutput,
  TestStatus,
} from './parsers/test-output-parser.ts';
export { defaultParser } from './parsers/default-parser.ts';
export { pytestParser } from './parsers/pytest/pytest-parser.ts';
export { pytestLogParser, type PytestLogParserOptions } from './parsers/pytest-log/pytest-log-parser.ts';
export { unittestParser } from './parsers/unittest/unittest-parser.ts';

// Environments
export type { EnvironmentSpecification } from './environments/environment-specification.ts';
export {
  toEnvironmentSpecification,
  type ToEnvironmentSpecificationOptions,
} from './environments/to-environment-specification.ts';
export { createDockerfile, type CreateDockerfileOptions } from './environments/create-dockerfile.ts';
export {
  buildEnvironment,
  type BuildEnvironmentOptions,
  type BuiltEnvironment,
} from './environments/build-environment.ts';
export {
  checkEnvironment,
  type CheckEnvironmentOptions,
  type EnvironmentCheck,
} from './environments/check-environment.ts';
export type { ImportProblem } from './environments/find-import-problem.ts';
export { findKnownEnvironment, knownEnvironments } from './environments/known/known-environments.ts';
export type { KnownEnvironment } from './environments/known/known-environment.ts';
export { installRepository } from './environments/installation/install-repository.ts';
export type { InstallRepositoryOptions } from './environments/installation/install-repository-options.ts';
export type {
  BuildFailedResult,
  GaveUpResult,
  InstallationRecord,
  InstallationResult,
  InstalledResult,
  LimitReachedResult,
  NotAcceptedResult,
} from './environments/installation/installation-result.ts';
export type {
  InstallationMessage,
  InstallationStep,
  InstallationTrajectory,
  InstallationUsage,
} from './environments/installation/installation-trajectory.ts';
export type { InstallationLimit } from './environments/installation/limit-reached.ts';
export type { AiSdkLanguageModel } from './environments/installation/language-model.ts';
export type { ModelPrices } from './environments/installation/usage-cost.ts';

// Validation
export { validate, type ValidateOptions, type ValidationProgress } from './validation/validate.ts';
export { createBaseline, type CreateBaselineOptions } from './validation/create-baseline.ts';
export type { Baseline } from './validation/baseline.ts';
export type {
  ErroredResult,
  FinishedRun,
  NoTestBrokenResult,
  NoTestKeptResult,
  PatchFailedResult,
  TestLists,
  TimedOutResult,
  ValidationResult,
  ValidResult,
} from './validation/validation-result.ts';

// Task instances
export { toTaskInstance, type ToTaskInstanceOptions } from './instances/to-task-instance.ts';
export type { TaskInstance } from './instances/task-instance.ts';
export { type InstanceIdParts, parseInstanceId } from './instances/instance-id.ts';
export type { InstanceFormat } from './instances/instance-format.ts';
export { writeInstances, type WriteInstancesOptions } from './instances/write-instances.ts';
export { readInstances, type ReadInstancesOptions } from './instances/read-instances.ts';
export {
  writeSwesmithLayout,
  type WriteSwesmithLayoutOptions,
} from './instances/swesmith/write-swesmith-layout.ts';
export {
  readSwesmithLayout,
  type ReadSwesmithLayoutOptions,
  type SwesmithCandidate,
  type SwesmithRecord,
} from './instances/swesmith/read-swesmith-layout.ts';

// Patches
export { createPatch, type FileChange } from './patches/create-patch.ts';
export { parsePatch } from './patches/parse-patch.ts';
export { applyPatch, type FileTexts, reversePatch } from './patches/apply-patch.ts';
export { formatPatch } from './patches/format-patch.ts';
export { decodePatch, encodePatch } from './patches/patch-bytes.ts';
export type { FilePatch, Hunk, HunkLine } from './patches/file-patch.ts';

// Errors
export { BaselineError, type BaselineErrorReason } from './errors/baseline-error.ts';
export { BugsmithError } from './errors/bugsmith-error.ts';
export { ContainerError } from './errors/container-error.ts';
export { DataFormatError } from './errors/data-format-error.ts';
export { InvalidArgumentError } from './errors/invalid-argument-error.ts';
export { LanguageModelCallError } from './errors/language-model-call-error.ts';
export { PatchDoesNotApplyError, PatchFormatError } from './errors/patch-error.ts';
export { RepositoryError, type RepositoryErrorReason } from './errors/repository-error.ts';
export { SourceSyntaxError } from './errors/source-syntax-error.ts';
export { TestOutputError } from './errors/test-output-error.ts';
