import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { PatchDoesNotApplyError, PatchFormatError } from '../errors/patch-error.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { defaultParser } from '../parsers/default-parser.ts';
import type { TestOutputParser } from '../parsers/test-output-parser.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import { readChanges } from '../validation/read-changes.ts';
import { runControl } from './control/run-control.ts';
import type { EvaluationResult, GradedRun } from './evaluation-result.ts';
import { gradeTests } from './grade-tests.ts';
import type { GradingMode } from './grading-mode.ts';
import type { RunProblem } from './guard/read-guarded-report.ts';
import { type AppliedPatch, applyPrediction } from './patch/apply-prediction.ts';
import type { Prediction } from './prediction.ts';
import { createProtection } from './protected-paths.ts';
import { type PredictionRun, type RunContext, runPrediction } from './run-prediction.ts';

/** What all predictions of one evaluation share. */
export type PredictionOptions = {
  readonly runtime: ContainerRuntime;
  readonly parser: TestOutputParser | undefined;
  readonly grading: GradingMode;
  readonly tests: 'relevant' | 'all';
  readonly timeoutMs: number;
  readonly seed: number;
  /** Whether tests run on predictions without a patch. */
  readonly runsEmpty: boolean;
  readonly abortSignal: AbortSignal;
};

/** Puts a prediction in place, runs the tests and grades it; rejects only when it was aborted. */
export async function evaluatePrediction(
  prediction: Prediction,
  instance: TaskInstance,
  repository: Repository | undefined,
  options: PredictionOptions,
): Promise<EvaluationResult> {
  try {
    const patch = readPatch(prediction);
    if (patch === '' && !options.runsEmpty) return { status: 'empty-patch', prediction };
    if (repository === undefined) throw unknownRepository(instance);
    const bug = await readChanges(instance, repository);
    const applied = await putInPlace(patch, { instance, repository, bug, options });
    if (typeof applied === 'string') return { status: 'patch-failed', prediction, reason: applied };
    return await runAndGrade(prediction, applied, { instance, repository, options });
  } catch (cause) {
    options.abortSignal.throwIfAborted();
    const error = cause instanceof Error ? cause : new Error(String(cause), { cause });
    return { status: 'errored', prediction, error };
  }
}

/** The patch, empty when there is none; agents often lose the end of its last line. */
function readPatch({ model_patch: patch }: Prediction): string {
  if (patch !== null && typeof patch !== 'string') {
    throw new InvalidArgumentError({
      argument: 'prediction.model_patch',
      value: patch,
      expected: 'a unified diff, or `null`',
    });
  }
  if (patch === null || patch.trim() === '') return '';
  return patch.endsWith('\n') ? patch : `${patch}\n`;
}

function unknownRepository({ instance_id: id }: TaskInstance): InvalidArgumentError {
  return new InvalidArgumentError({
    argument: 'repositories',
    value: id,
    expected: 'to hold the repository of every instance, whose `mirrorName` begins its id',
  });
}

type Subject = {
  readonly instance: TaskInstance;
  readonly repository: Repository;
  readonly options: PredictionOptions;
};

/** The patch in place, or why that cannot be. */
async function putInPlace(
  patch: string,
  { instance, repository, bug, options }: Subject & { readonly bug: AppliedPatch['changes'] },
): Promise<AppliedPatch | string> {
  if (patch === '') return { step: 'exact', changes: bug, leftOut: [] };
  const protection = createProtection(instance, repository.environment);
  try {
    return await applyPrediction(patch, { repository, bug, protection, abortSignal: options.abortSignal });
  } catch (error) {
    if (PatchFormatError.isInstance(error) || PatchDoesNotApplyError.isInstance(error)) return error.message;
    throw error;
  }
}

async function runAndGrade(
  prediction: Prediction,
  { step, changes, leftOut }: AppliedPatch,
  { instance, repository, options }: Subject,
): Promise<EvaluationResult> {
  const { timeoutMs, grading } = options;
  const parser = options.parser ?? defaultParser(repository.environment.testCommand);
  const context = { ...options, repository, parser };
  const relevant = [...new Set([...instance.FAIL_TO_PASS, ...instance.PASS_TO_PASS])];
  const run = await runPrediction(changes, options.tests === 'relevant' ? relevant : undefined, context);
  const shadowed = [...run.shadowing].map((path) => ({ path, reason: 'shadows-module' as const }));
  const applied = { step, leftOut: [...leftOut, ...shadowed] };
  const { testOutput } = run;
  const { durationMs } = run.result;
  if (run.result.timedOut) {
    return { status: 'timed-out', prediction, applied, timeoutMs, durationMs, testOutput };
  }
  const { resolved, ...lists } = gradeTests(run.run.tests, instance, grading);
  const graded: GradedRun = { prediction, applied, ...lists, durationMs, testOutput };
  const problem = findProblem(run, grading);
  if (run.problem?.kind === 'tampered') {
    return { status: 'tampered', ...graded, reason: run.problem.reason };
  }
  if (!resolved || problem !== undefined) return { status: 'unresolved', ...graded, problem };
  const found =
    grading === 'strict' ? await control(prediction, changes, lists, instance, context) : undefined;
  if (found?.kind === 'tampered') return { status: 'tampered', ...graded, reason: found.reason };
  return found === undefined
    ? { status: 'resolved', ...graded }
    : { status: 'unresolved', ...graded, problem: found.reason };
}

/** Why a run proves nothing to a mode, if it does not. */
function findProblem({ run, problem, result }: PredictionRun, grading: GradingMode): string | undefined {
  if (grading === 'strict') return problem?.reason;
  if (run.tests.size === 0) return problem?.reason ?? 'no test was reported';
  const hasFailed = [...run.tests.values()].some((status) => status === 'failed' || status === 'error');
  return grading.startsWith('swebench') && result.exitCode !== 0 && !hasFailed
    ? `the exit code ${result.exitCode} does not agree with passing tests`
    : undefined;
}

/** What tests that must fail show against a prediction, if anything. */
async function control(
  { model_patch: patch }: Prediction,
  changes: AppliedPatch['changes'],
  { failToPass, passToPass }: Pick<GradedRun, 'failToPass' | 'passToPass'>,
  { instance_id: id }: TaskInstance,
  context: RunContext & Pick<PredictionOptions, 'seed'>,
): Promise<RunProblem | undefined> {
  if (context.parser.framework !== 'pytest') return undefined;
  const passed = { failToPass: failToPass.passed, passToPass: passToPass.passed };
  // A patch cannot hold what depends on the whole of it, so it cannot know which tests are made to fail.
  return runControl(changes, passed, `${context.seed} ${id} ${patch ?? ''}`, context);
}
