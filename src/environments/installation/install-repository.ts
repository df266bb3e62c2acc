import { findCost } from '../../providers/find-cost.ts';
import type { Repository } from '../../repository/repository.ts';
import { Conversation } from '../../tool-loop/conversation.ts';
import { repairToolInput } from '../../tool-loop/repair-tool-call.ts';
import { RunRecorder } from '../../tool-loop/run-recorder.ts';
import { createShellTool } from '../../tool-loop/shell-tool.ts';
import { untilLimit } from '../../tool-loop/until-limit.ts';
import { toEnvironmentSpecification } from '../to-environment-specification.ts';
import type { InstallRepositoryOptions } from './install-repository-options.ts';
import type { InstallationResult } from './installation-result.ts';
import { findSpecification, type Outcome, type SearchContext } from './find-specification.ts';
import { resolveInstallationSettings } from './installation-settings.ts';
import { writeInstructions } from './instructions.ts';
import { prepareApt } from './prepare-apt.ts';
import { findStartEnvironment } from './start-environment.ts';
import { stepVariables } from './step-variables.ts';
import { withEnvironment } from './with-environment.ts';

/**
 * Has a language model find out how a repository is installed and its tests are run, and keeps what works.
 *
 * The model has one tool, a shell in a sandbox of `runtime` that holds the committed files with nothing
 * installed; it ends by answering with a JSON object. What it hands in is never believed: the commands run on
 * the committed files from scratch - in an image of their own where the runtime builds images - and the suite
 * is checked with `checkEnvironment`. The model is told what failed, and may hand in again.
 *
 * Images: where the runtime builds some, the model works in one with the tag `uninstalled`, which stays for the
 * next time beside the built one.
 *
 * Secrets: the model's key is used by the `provider` alone; the sandbox gets none of this process's variables,
 * and no header or address is written down. What the repository holds is sent to the provider.
 *
 * Outcomes: `installed`, `not-accepted`, `build-failed`, `gave-up` and `limit-reached`, each with the whole
 * trajectory and what it cost.
 *
 * @throws {InvalidArgumentError} when an option cannot be used.
 * @throws {LanguageModelCallError} when the model cannot be called, or `maxCostUsd` cannot be held because the
 *   provider reports no tokens.
 * @throws {ContainerError} when no sandbox or no image to begin with can be made.
 * @source Paper, section 2.1 and appendix A.2. Differs: the limits are 150 answers and 2 US dollars as in A.2;
 *   a person is replaced by rebuilding from scratch, and the prompts are our own.
 */
export async function installRepository(
  repository: Repository,
  options: InstallRepositoryOptions,
): Promise<InstallationResult> {
  const settings = resolveInstallationSettings(options);
  const specification = toEnvironmentSpecification(repository, {
    architecture: settings.build?.architecture,
    baseImage: settings.build?.baseImage,
    install: [],
  });
  settings.abortSignal?.throwIfAborted();
  const recorder = new RunRecorder(settings.onProgress);
  const outcome = await untilLimit<Outcome>(
    (abortSignal) => run(repository, { settings, recorder, abortSignal, specification }),
    { ...settings, onLimit: (limit) => ({ status: 'limit-reached', limit }) },
  );
  const costUsd = recorder.reportsUsage ? findCost(recorder.usage, settings.prices) : undefined;
  return { ...outcome, trajectory: recorder.toRecord(), costUsd };
}

async function run(repository: Repository, context: SearchContext): Promise<Outcome> {
  const { settings, recorder, abortSignal } = context;
  const environment = await findStartEnvironment(repository, context);
  const sandbox = await settings.runtime.createSandbox({
    repository: withEnvironment(repository, environment),
    abortSignal,
  });
  try {
    const { commandTimeoutMs, threshold = 0.8 } = settings;
    const isImage = environment.image !== undefined;
    const instructions = writeInstructions({ isImage, commandTimeoutMs, threshold });
    const env = { ...stepVariables, ...(isImage ? await prepareApt(sandbox, abortSignal) : {}) };
    const shell = createShellTool({
      name: 'run',
      description: 'Runs a shell command (sh, not bash) at the root of the project and shows what it prints.',
      sandbox,
      env,
      commandTimeoutMs,
      maxOutputBytes: settings.maxOutputBytes,
      abortSignal,
    });
    const conversation = new Conversation({
      settings,
      tools: [shell],
      repairCall: ({ input }) => {
        const meant = repairToolInput(input);
        return meant === null ? null : { toolName: shell.name, input: JSON.stringify(meant) };
      },
      recorder,
      instructions,
      abortSignal,
    });
    return await findSpecification(conversation, repository, context);
  } finally {
    await sandbox.remove();
  }
}
