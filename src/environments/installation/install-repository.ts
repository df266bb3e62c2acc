import { findCost } from '../../providers/find-cost.ts';
import type { Repository } from '../../repository/repository.ts';
import { toEnvironmentSpecification } from '../to-environment-specification.ts';
import { Conversation } from './conversation.ts';
import type { InstallRepositoryOptions } from './install-repository-options.ts';
import type { InstallationResult } from './installation-result.ts';
import { findSpecification, type Outcome, type SearchContext } from './find-specification.ts';
import { resolveInstallationSettings } from './installation-settings.ts';
import { writeInstructions } from './instructions.ts';
import { LimitReached } from './limit-reached.ts';
import { prepareApt } from './prepare-apt.ts';
import { findStartEnvironment } from './start-environment.ts';
import { stepVariables } from './step-variables.ts';
import { TrajectoryRecorder } from './trajectory-recorder.ts';
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
  const recorder = new TrajectoryRecorder(settings.onProgress);
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(new LimitReached('time')), settings.timeoutMs);
  const abortSignal = AbortSignal.any([
    clock.signal,
    ...(settings.abortSignal ? [settings.abortSignal] : []),
  ]);
  try {
    const outcome = await untilLimit(
      run(repository, { settings, recorder, abortSignal, specification }),
      abortSignal,
    );
    const costUsd = recorder.reportsUsage ? findCost(recorder.usage, settings.prices) : undefined;
    return { ...outcome, trajectory: recorder.toTrajectory(), costUsd };
  } finally {
    clearTimeout(timer);
  }
}

async function untilLimit(running: Promise<Outcome>, abortSignal: AbortSignal): Promise<Outcome> {
  try {
    return await running;
  } catch (error) {
    // What an abort interrupts fails in ways of its own.
    const reason: unknown = abortSignal.aborted ? abortSignal.reason : error;
    if (reason instanceof LimitReached) return { status: 'limit-reached', limit: reason.limit };
    throw reason;
  }
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
    const conversation = new Conversation({ settings, sandbox, env, recorder, instructions, abortSignal });
    return await findSpecification(conversation, repository, context);
  } finally {
    await sandbox.remove();
  }
}
