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
export { extractEntities, extractEntitiesFromSource } from './entities/extract-entities.ts';
export { type ExtractEntitiesOptions } from './entities/extract-entities.ts';
export type { SourceFileOptions } from './entities/source-files.ts';
export type { CodeEntity, SkippedFile } from './entities/code-entity.ts';
export { entityProperties, type EntityProperty } from './languages/entity-property.ts';
export { SyntaxNode } from './languages/syntax-node.ts';

// Candidates
export type { BugCandidate, CandidateEntity } from './strategies/bug-candidate.ts';
export { createCandidateId } from './strategies/candidate-id.ts';
export type { BugStrategy, GenerateOptions } from './strategies/bug-strategy.ts';
export type { Random } from './strategies/random.ts';
export { ProceduralModifier } from './strategies/procedural/procedural-modifier.ts';
export { type ProceduralModifierOptions } from './strategies/procedural/procedural-modifier.ts';
export { defineModification, type Modification } from './strategies/procedural/modification.ts';
export { type ModificationContext } from './strategies/procedural/modification.ts';
export { type ModificationDefinition, type ModificationSite } from './strategies/procedural/modification.ts';
export { type TextEdit } from './strategies/procedural/modification.ts';
export { pythonModifications } from './strategies/procedural/modifications/index.ts';
export { LmModifier } from './strategies/lm/lm-modifier.ts';
export type { LmModifierOptions } from './strategies/lm/lm-modifier-options.ts';
export { type LmRefusal, type LmRefusalReason, type LmReplyProblem } from './strategies/lm/lm-refusal.ts';
export { lmReplyProblems } from './strategies/lm/lm-refusal.ts';
export type { LmMode } from './strategies/lm/rewrite-target.ts';
export type { LmPrompt, LmPromptFacts } from './strategies/lm/prompts/lm-prompt.ts';
export { createModifyMessages } from './strategies/lm/prompts/create-modify-messages.ts';
export { createRewriteMessages } from './strategies/lm/prompts/create-rewrite-messages.ts';
export { createRepairMessage, type LmRepairFacts } from './strategies/lm/prompts/create-repair-message.ts';
export { classBugKinds, functionBugKinds } from './strategies/lm/prompts/bug-kinds.ts';
export { parseSwesmithPrompt } from './strategies/lm/swesmith/parse-swesmith-prompt.ts';
export { type ParseSwesmithPromptOptions } from './strategies/lm/swesmith/parse-swesmith-prompt.ts';
export { type SwesmithPrompt } from './strategies/lm/swesmith/parse-swesmith-prompt.ts';
export type { CombinableCandidate, CombinableCandidates } from './strategies/combine/combine-options.ts';
export type { CombineOptions, SkippedCandidate } from './strategies/combine/combine-options.ts';
export { combineSameFile, type CombineSameFileOptions } from './strategies/combine/combine-same-file.ts';
export { combineSameModule } from './strategies/combine/combine-same-module.ts';
export { type CombineSameModuleOptions } from './strategies/combine/combine-same-module.ts';

// Language models
export type { LmCallOptions, LmMessage, LmProvider, LmReply, LmRequest } from './providers/lm-provider.ts';
export type { LmUsage } from './providers/lm-provider.ts';
export type { LmProviderLike } from './providers/lm-provider-like.ts';
export type { AiSdkLanguageModel } from './providers/ai-sdk-language-model.ts';
export type { ModelPrices } from './providers/model-prices.ts';
export { aiSdkProvider, type AiSdkProviderOptions } from './providers/ai-sdk-provider.ts';
export { stackedProvider, type StackedProviderOptions } from './providers/stacked-provider.ts';
export { cachedProvider, type CachedProviderOptions } from './providers/cached-provider.ts';
export { limitedProvider, type LimitedProviderOptions } from './providers/limited-provider.ts';
export { type LmRetry, retryingProvider } from './providers/retrying-provider.ts';
export { type RetryingProviderOptions } from './providers/retrying-provider.ts';
export { budgetedProvider, type BudgetedProviderOptions } from './providers/budgeted-provider.ts';
export { Budget, type BudgetOptions, type BudgetReservation } from './providers/budget.ts';
export { recordingProvider, type RecordingProviderOptions } from './providers/recording-provider.ts';
export { replayingProvider, type ReplayingProviderOptions } from './providers/replaying-provider.ts';
export { type CostEstimate, estimateCost, type EstimateCostOptions } from './providers/estimate-cost.ts';
export type { CountTokens } from './providers/count-tokens.ts';

// Mirrored pull requests
export type { LinkedIssue, PullRequest, PullRequestFile } from './pull-requests/pull-request.ts';
export { collectPullRequests } from './pull-requests/collect-pull-requests.ts';
export { type CollectPullRequestsOptions } from './pull-requests/collect-pull-requests.ts';
export { readPullRequests, type ReadPullRequestsOptions } from './pull-requests/read-pull-requests.ts';
export { fetchPullRequests, type FetchPullRequestsOptions } from './pull-requests/fetch-pull-requests.ts';
export { PrMirror, type PrMirrorOptions } from './strategies/mirror/pr-mirror.ts';
export type { EligibilityLimits, IneligibleReason } from './strategies/mirror/eligibility.ts';
export type { IneligibleResult, LeftOverResult, LineSpan } from './strategies/mirror/mirror-result.ts';
export type { MirroredChange, MirrorResult, RecoveredResult } from './strategies/mirror/mirror-result.ts';
export type { RecoveryMethod } from './strategies/mirror/undo/undone-change.ts';

// Running tests
export type { BuildImageOptions, ContainerRuntime } from './runtimes/container-runtime.ts';
export type { CreateSandboxOptions, IsolationOptions } from './runtimes/container-runtime.ts';
export type { ExecOptions, ExecResult, Sandbox } from './runtimes/sandbox.ts';
export { LocalRuntime, type LocalRuntimeOptions } from './runtimes/local/local-runtime.ts';
export { DockerRuntime } from './runtimes/docker/docker-runtime.ts';
export type { DockerLimits, DockerRuntimeOptions } from './runtimes/docker/docker-runtime-options.ts';
export { removeLeftovers, type RemoveLeftoversOptions } from './runtimes/docker/remove-leftovers.ts';
export type { Leftover } from './runtimes/docker/remove-labelled.ts';
export type { DockerClient, DockerConnection } from './runtimes/docker/docker-connection.ts';
export { disposeOnSignal, type DisposeOnSignalOptions } from './runtimes/docker/dispose-on-signal.ts';
export { installationVariableNames, installLocally } from './runtimes/local/install-locally.ts';
export { type InstallLocallyOptions, type LocalInstallation } from './runtimes/local/install-locally.ts';
export type { TestInstrumentation, TestOutputParser, TestRun } from './parsers/test-output-parser.ts';
export type { TestRunContext, TestRunOutput, TestStatus } from './parsers/test-output-parser.ts';
export { defaultParser } from './parsers/default-parser.ts';
export { pytestParser } from './parsers/pytest/pytest-parser.ts';
export { pytestLogParser, type PytestLogParserOptions } from './parsers/pytest-log/pytest-log-parser.ts';
export { unittestParser } from './parsers/unittest/unittest-parser.ts';

// Environments
export type { EnvironmentSpecification } from './environments/environment-specification.ts';
export { toEnvironmentSpecification } from './environments/to-environment-specification.ts';
export { type ToEnvironmentSpecificationOptions } from './environments/to-environment-specification.ts';
export { createDockerfile, type CreateDockerfileOptions } from './environments/create-dockerfile.ts';
export { buildEnvironment, type BuildEnvironmentOptions } from './environments/build-environment.ts';
export { type BuiltEnvironment } from './environments/build-environment.ts';
export { checkEnvironment, type CheckEnvironmentOptions } from './environments/check-environment.ts';
export { type EnvironmentCheck } from './environments/check-environment.ts';
export type { ImportProblem } from './environments/find-import-problem.ts';
export { findKnownEnvironment, knownEnvironments } from './environments/known/known-environments.ts';
export type { KnownEnvironment } from './environments/known/known-environment.ts';
export { installRepository } from './environments/installation/install-repository.ts';
export type { InstallRepositoryOptions } from './environments/installation/install-repository-options.ts';
export type { BuildFailedResult, GaveUpResult } from './environments/installation/installation-result.ts';
export type { InstallationRecord } from './environments/installation/installation-result.ts';
export type { InstallationResult, InstalledResult } from './environments/installation/installation-result.ts';
export type { LimitReachedResult } from './environments/installation/installation-result.ts';
export type { NotAcceptedResult } from './environments/installation/installation-result.ts';
export type { InstallationMessage } from './environments/installation/installation-trajectory.ts';
export type { InstallationStep } from './environments/installation/installation-trajectory.ts';
export type { InstallationTrajectory } from './environments/installation/installation-trajectory.ts';
export type { InstallationUsage } from './environments/installation/installation-trajectory.ts';
export type { RunLimit } from './tool-loop/limit-reached.ts';

// Validation
export { validate, type ValidateOptions } from './validation/validate.ts';
export type { ValidationProgress } from './validation/validation-progress.ts';
export type { Audit } from './validation/audit.ts';
export { createBaseline, type CreateBaselineOptions } from './validation/create-baseline.ts';
export { type TestSelection } from './validation/create-baseline.ts';
export { type Baseline, parseBaseline } from './validation/baseline.ts';
export type { FlakyTest } from './validation/flaky-tests.ts';
export { coveredFirst } from './validation/covered-first.ts';
export type {
  Coverage,
  Leaving,
  LinesByFile,
  Lookups,
  SharedFixture,
  TestCoverage,
} from './validation/warm/coverage.ts';
export type { DuplicateResult, EquivalentResult, ErroredResult } from './validation/validation-result.ts';
export type { FinishedRun, NoTestBrokenResult, NoTestKeptResult } from './validation/validation-result.ts';
export type { NotCoveredResult, PatchFailedResult } from './validation/validation-result.ts';
export type { SyntaxErrorResult, TestLists, TimedOutResult } from './validation/validation-result.ts';
export type { ValidationResult, ValidResult } from './validation/validation-result.ts';

export { classifyInteraction, filterByInteraction } from './validation/interaction.ts';
export { type FilterByInteractionOptions, type Interaction } from './validation/interaction.ts';
export { type InteractionCounts } from './validation/interaction.ts';

// Task instances
export { toTaskInstance, type ToTaskInstanceOptions } from './instances/to-task-instance.ts';
export type { TaskInstance } from './instances/task-instance.ts';
export type { InstanceRepositories } from './instances/instance-repositories.ts';
export { type InstanceIdParts, parseInstanceId } from './instances/instance-id.ts';
export type { InstanceFormat } from './instances/instance-format.ts';
export { writeInstances, type WriteInstancesOptions } from './instances/write-instances.ts';
export { readInstances, type ReadInstancesOptions } from './instances/read-instances.ts';
export { writeSwesmithLayout } from './instances/swesmith/write-swesmith-layout.ts';
export { type WriteSwesmithLayoutOptions } from './instances/swesmith/write-swesmith-layout.ts';
export { readSwesmithLayout } from './instances/swesmith/read-swesmith-layout.ts';
export { type ReadSwesmithLayoutOptions } from './instances/swesmith/read-swesmith-layout.ts';
export { type SwesmithCandidate, type SwesmithRecord } from './instances/swesmith/read-swesmith-layout.ts';

// Problem statements
export { writeIssues } from './issues/write-issues.ts';
export type { CollectEvidence, IssueProgress, WriteIssuesOptions } from './issues/write-issues-options.ts';
export type { IssueErroredResult, IssueResult, IssueResultFacts, IssueText } from './issues/issue-result.ts';
export type { LeakingResult, NotWrittenResult, WrittenResult } from './issues/issue-result.ts';
export { withProblemStatement } from './issues/with-problem-statement.ts';
export type { IssueSubject, IssueWork, IssueWriter, RejectedIssue } from './issues/issue-writer.ts';
export type { UnwrittenIssue, WrittenIssue } from './issues/issue-writer.ts';
export { templateIssues, type TemplateIssuesOptions } from './issues/templates/template-issues.ts';
export type { ChangedFunction, IssueTemplate, TemplateFacts } from './issues/templates/issue-template.ts';
export { issueTemplates } from './issues/templates/issue-templates.ts';
export { testIssues, type TestIssuesOptions } from './issues/test-issues.ts';
export { originalIssues, type OriginalIssuesOptions } from './issues/original-issues.ts';
export { lmIssues } from './issues/lm/lm-issues.ts';
export type { LmIssuesOptions } from './issues/lm/lm-issues-options.ts';
export type { IssuePrompt, IssuePromptFacts } from './issues/lm/issue-prompt.ts';
export { createIssueMessages } from './issues/lm/create-issue-messages.ts';
export { createRevisionMessage } from './issues/lm/create-revision-message.ts';
export { issueDemonstrations } from './issues/lm/issue-demonstrations.ts';
export { readDemonstrations, type ReadDemonstrationsOptions } from './issues/lm/read-demonstrations.ts';
export { type IssueLayout, writeIssueLayout } from './issues/layout/write-issue-layout.ts';
export { type WriteIssueLayoutOptions } from './issues/layout/write-issue-layout.ts';
export type { IssueLayoutKind } from './issues/layout/issue-layout-paths.ts';
export { type IssueLayoutRecord, readIssueLayout } from './issues/layout/read-issue-layout.ts';
export { type ReadIssueLayoutOptions } from './issues/layout/read-issue-layout.ts';
export { checkLeaks, type CheckLeaksOptions } from './issues/leaks/check-leaks.ts';
export { type Leak, type LeakRule, leakRules } from './issues/leaks/leak.ts';
export { shortenText, type ShortenedText } from './issues/shortening/shorten-text.ts';
export { type ShortenTextOptions } from './issues/shortening/shorten-text.ts';
export type { Shortening } from './issues/shortening/shortening.ts';
export { collectEvidence, type CollectEvidenceOptions } from './issues/evidence/collect-evidence.ts';
export type { FailureEvidence, IssueEvidence, ScriptDraft } from './issues/evidence/issue-evidence.ts';
export type { StackFrame, TestEvidence, ValueEvidence } from './issues/evidence/issue-evidence.ts';
export { factIssues, type FactIssuesOptions } from './issues/facts/fact-issues.ts';

// Difficulty
export { type DifficultyLabel, difficultyLabels, difficultyScores } from './difficulty/difficulty-label.ts';
export { type FixTime, fixTimes, toDifficultyLabel } from './difficulty/difficulty-label.ts';
export type { DifficultyVerdict, RatedVerdict, UnratedReason } from './difficulty/difficulty-verdict.ts';
export type { UnratedVerdict } from './difficulty/difficulty-verdict.ts';
export { rateDifficulty } from './difficulty/rate-difficulty.ts';
export type { DifficultyRating, DifficultyRequestOptions } from './difficulty/rate-difficulty-options.ts';
export type { Instances, RateDifficultyOptions, RatingCost } from './difficulty/rate-difficulty-options.ts';
export type { RatingProgress } from './difficulty/rate-difficulty-options.ts';
export { createDifficultyRequests } from './difficulty/create-request.ts';
export { createDifficultyLabelMessages, createDifficultyMessages } from './difficulty/difficulty-prompt.ts';
export { type DifficultyPrompt, type DifficultyPromptFacts } from './difficulty/difficulty-prompt.ts';
export { type ParsedDifficulty, parseDifficulty } from './difficulty/answer/parse-difficulty.ts';
export { type ParseDifficultyOptions } from './difficulty/answer/parse-difficulty.ts';
export { readDifficulties, type ReadDifficultiesOptions } from './difficulty/read-difficulties.ts';
export { writeDifficulties, type WriteDifficultiesOptions } from './difficulty/write-difficulties.ts';
export { type DifficultyCounts, type DifficultyGroup } from './difficulty/summarize-difficulty.ts';
export { type DifficultySummary, summarizeDifficulty } from './difficulty/summarize-difficulty.ts';
export { type SummarizeDifficultyOptions } from './difficulty/summarize-difficulty.ts';
export { type DifficultyAnnotation } from './difficulty/training/read-annotations.ts';
export { readDifficultyAnnotations } from './difficulty/training/read-annotations.ts';
export { type DifficultyTrainingData } from './difficulty/training/difficulty-training-rows.ts';
export { type DifficultyTrainingOptions } from './difficulty/training/difficulty-training-rows.ts';
export { type DifficultyTrainingRow } from './difficulty/training/difficulty-training-rows.ts';
export { difficultyTrainingRows } from './difficulty/training/difficulty-training-rows.ts';
export { type DroppedAnnotation } from './difficulty/training/difficulty-training-rows.ts';
export type { Ensemble } from './difficulty/training/ensemble.ts';
export { type DifficultyEstimate, estimateDifficulty } from './difficulty/estimate-difficulty.ts';
export { type DifficultyFacts, difficultyFactNames } from './difficulty/facts/difficulty-facts.ts';
export { type DifficultyFactsOptions } from './difficulty/facts/read-difficulty-facts.ts';
export { readDifficultyFacts } from './difficulty/facts/read-difficulty-facts.ts';
export { type FactScore, scoreDifficultyFacts } from './difficulty/facts/score-facts.ts';

// Evaluation
export type { Prediction } from './evaluation/prediction.ts';
export { readPredictions, type ReadPredictionsOptions } from './evaluation/read-predictions.ts';
export { writePredictions, type WritePredictionsOptions } from './evaluation/write-predictions.ts';
export { evaluate, type EvaluateOptions, type Predictions } from './evaluation/evaluate.ts';
export type { EvaluationProgress } from './evaluation/evaluation-progress.ts';
export type { AppliedPrediction, EmptyPatchResult } from './evaluation/evaluation-result.ts';
export type { EvaluationErroredResult, EvaluationPatchFailedResult } from './evaluation/evaluation-result.ts';
export type { EvaluationResult, EvaluationTimedOutResult } from './evaluation/evaluation-result.ts';
export type { GradedRun, ResolvedResult, TamperedResult } from './evaluation/evaluation-result.ts';
export type { UnknownInstanceResult, UnresolvedResult } from './evaluation/evaluation-result.ts';
export type { ApplyStep } from './evaluation/patch/apply-prediction.ts';
export type { ForgivingStep } from './evaluation/patch/host-programs.ts';
export type { LeftOutChange, LeftOutChangeReason } from './evaluation/protected-paths.ts';
export { type Grade, type GradedTests, gradeTests } from './evaluation/grade-tests.ts';
export type { GradingMode } from './evaluation/grading-mode.ts';
export { createGoldPrediction } from './evaluation/gold-predictions.ts';
export { type EvaluationSummary } from './evaluation/reports/write-evaluation-reports.ts';
export { writeEvaluationReports } from './evaluation/reports/write-evaluation-reports.ts';
export { type WriteEvaluationReportsOptions } from './evaluation/reports/write-evaluation-reports.ts';
export type { ReportLayout } from './evaluation/reports/report-layout.ts';
export { type EvaluationReport, readEvaluationReport } from './evaluation/reports/read-evaluation-report.ts';
export { readEvaluationReports } from './evaluation/reports/read-evaluation-report.ts';

// Trajectories
export { parseTrajectory, type ParseTrajectoryOptions } from './trajectories/parse-trajectory.ts';
export type { Trajectory, TrajectoryEnding, TrajectoryFields } from './trajectories/trajectory.ts';
export type { TrajectoryMessage, TrajectorySource, TrajectoryStep } from './trajectories/trajectory.ts';
export type { TrajectoryTool, TrajectoryToolCall, TrajectoryUsage } from './trajectories/trajectory.ts';
export { readTrajectories, type ReadTrajectoriesOptions } from './trajectories/read-trajectories.ts';
export { type ReadTrajectory } from './trajectories/read-trajectories.ts';
export { toSftXml, type ToSftXmlOptions } from './trajectories/sft/to-sft-xml.ts';
export { toSftBackticks } from './trajectories/sft/to-sft-backticks.ts';
export { toSftTools, type ToSftToolsOptions } from './trajectories/sft/to-sft-tools.ts';
export type { SftOptions, SftTurn, UnlearnedTurns } from './trajectories/sft/sft-options.ts';
export type { SftMessage, SftRow } from './trajectories/sft/sft-row.ts';
export { sftClosing, sftXmlSystemPrompt } from './trajectories/sft/system-prompt.ts';
export { collectSft } from './trajectories/collection/collect-sft.ts';
export type { CollectProgress, CollectSftOptions } from './trajectories/collection/collect-options.ts';
export type { DroppedTrajectory, DropReason } from './trajectories/collection/collect-options.ts';
export type { SftCollection, SftRuns } from './trajectories/collection/collect-options.ts';
export { readResolutions } from './trajectories/collection/read-resolutions.ts';
export type { JudgedPrediction, Resolutions } from './trajectories/collection/resolutions.ts';
export { analyzeTrajectories } from './trajectories/analysis/analyze-trajectories.ts';
export { type AnalyzeTrajectoriesOptions } from './trajectories/analysis/analyze-trajectories.ts';
export { type InstancePatch } from './trajectories/analysis/analyze-trajectories.ts';
export type { CommandCount, FailureCount, LimitPoint } from './trajectories/analysis/analysis.ts';
export type { RepetitionCount, TrajectoryAnalysis } from './trajectories/analysis/analysis.ts';
export { findBaseCommand } from './trajectories/analysis/base-command.ts';
export { findFailureMode, type FailureMode } from './trajectories/analysis/failure-mode.ts';
export { findLongestRepetition, type Repetition } from './trajectories/analysis/find-longest-repetition.ts';
export { type AnalysisTable, formatCsvTable } from './trajectories/analysis/analysis-tables.ts';
export { formatMarkdownTables, toAnalysisTables } from './trajectories/analysis/analysis-tables.ts';

// Agents
export { type PrepareDirectoryOptions, type PrepareSandboxOptions } from './workspaces/prepare-workspace.ts';
export { prepareWorkspace, type PrepareWorkspaceOptions } from './workspaces/prepare-workspace.ts';
export type { SandboxWorkspace, Workspace } from './workspaces/workspace.ts';
export { auditLeaks, type AuditLeaksOptions } from './workspaces/audit/audit-leaks.ts';
export {
  type WorkspaceLeak,
  type WorkspaceLeakKind,
  workspaceLeakKinds,
} from './workspaces/audit/workspace-leak.ts';
export { runAgent } from './agents/run-agent.ts';
export type { RunAgentOptions } from './agents/run-agent-options.ts';
export { runAgents } from './agents/run-agents.ts';
export type { AgentProgress, AgentResult, RunAgentsOptions } from './agents/run-agents-options.ts';
export type { AgentEnding, AgentRun } from './agents/agent-run.ts';
export type { OmittedChange, OmittedChangeReason } from './agents/extract-patch.ts';
export type { ModelCallOptions } from './tool-loop/model-call-options.ts';
export type { RunMessage, RunRecord, RunStep, RunToolCall, RunUsage } from './tool-loop/run-record.ts';

// Exports
export type { ExportedInstances, ExportOptions, ExportProgress } from './exports/export-options.ts';
export type { ExportReport, Provenance, SkippedInstance, SkipReason } from './exports/export-options.ts';
export type { BundleFile, BundleManifest, BundleRepository } from './exports/bundle/bundle-manifest.ts';
export { type BundleCheck, type BundleProblem, verifyBundle } from './exports/bundle/verify-bundle.ts';
export { exportSweSmith, type ExportSweSmithOptions } from './exports/export-swe-smith.ts';
export { exportSweBench, type ExportSweBenchOptions } from './exports/swe-bench/export-swe-bench.ts';
export { exportSweAgent, type ExportSweAgentOptions } from './exports/export-swe-agent.ts';
export { exportMiniSweAgent, type ExportMiniSweAgentOptions } from './exports/export-mini-swe-agent.ts';
export { exportHuggingFace } from './exports/hugging-face/export-hugging-face.ts';
export { type ExportHuggingFaceOptions } from './exports/hugging-face/export-hugging-face.ts';
export type { DatasetFormat } from './exports/hugging-face/write-dataset.ts';
export { exportBranches, type ExportBranchesOptions } from './exports/branches/export-branches.ts';
export { pushBranches, type PushBranchesOptions } from './exports/branches/push-branches.ts';
export { type PushedBranch, type PushReport } from './exports/branches/push-branches.ts';
export type { PushStatus } from './exports/branches/push-mirror.ts';

// Statistics and selection
export { summarizeDataset, type SummarizeDatasetOptions } from './reports/summarize-dataset.ts';
export type { BugCoverage, DatasetSummary, GroupSummary } from './reports/dataset-summary.ts';
export type { InstanceSummary, RepositorySummary, YieldSummary } from './reports/dataset-summary.ts';
export type { Quartiles } from './reports/quartiles.ts';
export { type Table, type TableCell, type TableColumn, toCsv, toMarkdown } from './reports/table.ts';
export { toBugCoverageTable, toDifficultyTable, toSizeTable, toYieldTable } from './reports/tables.ts';
export { findStrategyFamily, type GroupBy } from './instances/strategy-grouping.ts';
export { selectInstances } from './reports/select-instances.ts';
export type { CountRange, UnselectedReason, Quota, Selection } from './reports/selection.ts';
export type { SelectInstancesOptions } from './reports/selection.ts';
export { swebenchRepositories } from './reports/repository-names.ts';

// Stores
export { type JsonlStore, openJsonlStore, type OpenJsonlStoreOptions } from './stores/jsonl-store.ts';
export type { JsonObject, JsonValue } from './json/json-value.ts';

// Patches
export { createPatch, type FileChange } from './patches/create-patch.ts';
export { parsePatch } from './patches/parse-patch.ts';
export { applyPatch, type FileTexts, reversePatch } from './patches/apply-patch.ts';
export { formatPatch } from './patches/format-patch.ts';
export { decodePatch, encodePatch } from './patches/patch-bytes.ts';
export type { FilePatch, Hunk, HunkLine } from './patches/file-patch.ts';

// Errors
export { BaselineError, type BaselineErrorReason } from './errors/baseline-error.ts';
export { BudgetExceededError } from './errors/budget-exceeded-error.ts';
export { BugsmithError } from './errors/bugsmith-error.ts';
export { ContainerError } from './errors/container-error.ts';
export { DataFormatError } from './errors/data-format-error.ts';
export { GitHubError } from './errors/github-error.ts';
export { InvalidArgumentError } from './errors/invalid-argument-error.ts';
export { LanguageModelCallError } from './errors/language-model-call-error.ts';
export { PatchDoesNotApplyError, PatchFormatError } from './errors/patch-error.ts';
export { RepositoryError, type RepositoryErrorReason } from './errors/repository-error.ts';
export { SourceSyntaxError } from './errors/source-syntax-error.ts';
export { StoreError, type StoreErrorReason } from './errors/store-error.ts';
export { TestOutputError } from './errors/test-output-error.ts';
