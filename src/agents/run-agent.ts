import { ContainerError } from '../errors/container-error.ts';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { findCost } from '../providers/find-cost.ts';
import { type LoopSettings, resolveLoopSettings } from '../tool-loop/loop-settings.ts';
import { RunRecorder } from '../tool-loop/run-recorder.ts';
import { createShellTool } from '../tool-loop/shell-tool.ts';
import { untilLimit } from '../tool-loop/until-limit.ts';
import { createSuiteEnv } from '../validation/run-suite.ts';
import { prepareWorkspace } from '../workspaces/prepare-workspace.ts';
import type { SandboxWorkspace } from '../workspaces/workspace.ts';
import type { AgentEnding, AgentRun } from './agent-run.ts';
import { createEditTool } from './edit-tool.ts';
import { type ExtractedPatch, extractPatch } from './extract-patch.ts';
import { writeInstructions, writeTask } from './instructions.ts';
import type { RunAgentOptions } from './run-agent-options.ts';
import { createSubmitTool } from './submit-tool.ts';
import { toTrajectory } from './to-trajectory.ts';
import { workOnTask } from './work-on-task.ts';
import { takeSnapshot, type WorkspaceSnapshot } from './workspace-snapshot.ts';

/** Limits of a run whose caller gives none. */
export const runAgentDefaults: Readonly<Record<'maxSteps' | 'timeoutMs' | 'commandTimeoutMs', number>> = {
  maxSteps: 75,
  timeoutMs: 3_600_000,
  commandTimeoutMs: 120_000,
};

/** Programs that would wait for a reader, or for a password. */
const quietVariables = { PAGER: 'cat', GIT_PAGER: 'cat', GIT_TERMINAL_PROMPT: '0', PIP_NO_INPUT: '1' };

/**
 * Has a language model work on a task instance, and gives what it did and what came of it.
 *
 * The model gets the problem statement and a workspace of its own in a sandbox, made by {@link prepareWorkspace},
 * with three tools: `bash`, `str_replace_editor` and `submit`, named as SWE-agent names them. What it changed is
 * found by comparing files, whatever became of git, and also when the model did not hand in.
 *
 * Secrets: the model's key is used by the `provider` alone; the sandbox gets none of this process's variables,
 * and no header or address is written down. What the repository holds is sent to the provider.
 *
 * Outcomes: `submitted`, `gave-up`, `limit-reached`, `model-failed` and `sandbox-failed`, each with the trajectory,
 * a prediction to be evaluated, and the cost.
 *
 * @throws {InvalidArgumentError} when an option cannot be used, `repositories` has not the instance's, or it has no
 *   problem statement.
 * @throws {PatchFormatError} when the bug's patch is malformed.
 * @throws {PatchDoesNotApplyError} when the bug's patch does not fit the repository.
 * @throws {ContainerError} when there is no sandbox to begin with.
 * @source Paper, section 3 and appendix F.1: 75 answers and 2 US dollars. Differs: the prompts are our own, no shell
 *   lives longer than its command, and the tests that must pass can be removed.
 */
export async function runAgent(instance: TaskInstance, options: RunAgentOptions): Promise<AgentRun> {
  const settings = resolveLoopSettings(options, runAgentDefaults);
  const problemStatement = checkProblemStatement(instance);
  const { abortSignal, onStep } = options;
  const workspace = await prepareWorkspace(instance, options);
  const recorder = new RunRecorder(onStep);
  try {
    const snapshot = await takeSnapshot(workspace, abortSignal ?? new AbortController().signal);
    const { ending, tools } = await work({ problemStatement, workspace, settings, options, recorder });
    const extracted = await extract(workspace, snapshot, { ending, abortSignal });
    const { patch } = extracted;
    const { usage, reportsUsage } = recorder;
    const costUsd = reportsUsage ? findCost(usage, settings.prices) : undefined;
    const model = settings.provider.modelId;
    const facts = { instanceId: instance.instance_id, model, tools, patch, reportsUsage, costUsd };
    const trajectory = toTrajectory({ ...facts, record: recorder.toRecord(), ending: extracted.ending });
    return {
      ...extracted.ending,
      instanceId: instance.instance_id,
      trajectory,
      prediction: {
        instance_id: instance.instance_id,
        model_name_or_path: options.modelName ?? model,
        model_patch: patch,
      },
      omitted: extracted.omitted,
      costUsd,
    };
  } finally {
    await workspace.sandbox.remove();
  }
}

function checkProblemStatement({ instance_id, problem_statement }: TaskInstance): string {
  if (typeof problem_statement === 'string' && problem_statement.trim() !== '') return problem_statement;
  throw new InvalidArgumentError({
    argument: 'instance',
    value: instance_id,
    expected: 'an instance with a `problem_statement`; `writeIssues` writes some',
  });
}

async function work(context: {
  readonly problemStatement: string;
  readonly workspace: SandboxWorkspace;
  readonly settings: LoopSettings;
  readonly options: RunAgentOptions;
  readonly recorder: RunRecorder;
}): Promise<{ readonly ending: AgentEnding; readonly tools: Parameters<typeof toTrajectory>[0]['tools'] }> {
  const { problemStatement, workspace, settings, options, recorder } = context;
  const { sandbox, repository, commit } = workspace;
  const { commandTimeoutMs, maxOutputBytes } = settings;
  const { temperature, seed, maxOutputTokens, providerOptions } = options;
  const shell = await findShell(workspace, options.abortSignal);
  let isSubmitted = false;
  let tools: Parameters<typeof toTrajectory>[0]['tools'] = [];
  const ending = await untilLimit<AgentEnding>(
    (abortSignal) => {
      tools = [
        createShellTool({
          name: 'bash',
          description: 'Runs a shell command at the root of the project and shows what it prints.',
          sandbox,
          shell,
          env: { ...createSuiteEnv(sandbox, repository), ...quietVariables },
          commandTimeoutMs,
          maxOutputBytes,
          abortSignal,
        }),
        createEditTool({ sandbox, maxOutputBytes, abortSignal }),
        createSubmitTool(() => {
          isSubmitted = true;
        }),
      ];
      const place = {
        workingDirectory: sandbox.workingDirectory,
        commandTimeoutMs,
        hasHistory: commit !== undefined,
      };
      return workOnTask({
        settings,
        modelOptions: { temperature, seed, maxOutputTokens, providerOptions },
        tools,
        isSubmitted: () => isSubmitted,
        recorder,
        instructions: writeInstructions(place),
        task: writeTask(problemStatement, options.instructions),
        abortSignal,
      });
    },
    {
      ...settings,
      abortSignal: options.abortSignal,
      onLimit: (limit) => ({ status: 'limit-reached', limit }),
    },
  );
  return { ending, tools };
}

async function findShell(
  { sandbox }: SandboxWorkspace,
  abortSignal: AbortSignal | undefined,
): Promise<'sh' | 'bash'> {
  const { exitCode } = await sandbox.exec({ command: 'command -v bash', timeoutMs: 60_000, abortSignal });
  return exitCode === 0 ? 'bash' : 'sh';
}

/** The patch; of a sandbox that fails there is none, and that is how the work ended. */
async function extract(
  workspace: SandboxWorkspace,
  snapshot: WorkspaceSnapshot,
  { ending, abortSignal }: { readonly ending: AgentEnding; readonly abortSignal: AbortSignal | undefined },
): Promise<Omit<ExtractedPatch, 'patch'> & { readonly patch: string | null; readonly ending: AgentEnding }> {
  try {
    const { patch, omitted } = await extractPatch(workspace, snapshot, abortSignal);
    return { patch: patch === '' ? null : patch, omitted, ending };
  } catch (error) {
    abortSignal?.throwIfAborted();
    if (!ContainerError.isInstance(error)) throw error;
    const failed = ending.status === 'submitted' ? ({ status: 'sandbox-failed', error } as const) : ending;
    return { patch: null, omitted: [], ending: failed };
  }
}
