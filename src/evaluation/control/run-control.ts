import type { PatchChanges } from '../../validation/read-changes.ts';
import type { RunProblem } from '../guard/read-guarded-report.ts';
import { overlayRepository } from '../patch/overlay-repository.ts';
import { type RunContext, runPrediction } from '../run-prediction.ts';
import { checkControl, type ControlTests, keepProven } from './check-control.ts';
import { type Control, makeControl } from './make-control.ts';

/**
 * Runs tests that must fail on a prediction, in a sandbox of their own; says what that shows against it, if anything.
 *
 * A test can come out otherwise through no fault of a prediction: another may take its place when its file is
 * imported, a decorator may swallow what it raises, a plug-in may skip what comes after a failure. So nothing is held
 * against a prediction that tests do on the repository's own code as well.
 *
 * @throws {ContainerError} when there is no sandbox, or it fails.
 */
export async function runControl(
  changes: PatchChanges,
  passed: { readonly failToPass: readonly string[]; readonly passToPass: readonly string[] },
  seed: string,
  context: RunContext,
): Promise<RunProblem | undefined> {
  const control = await makeControl(overlayRepository(context.repository, changes), passed, { seed });
  if (listTests(control).length === 0) return undefined;
  const run = await runPrediction(new Map([...changes, ...control.files]), listTests(control), context);
  if (checkControl(control, run) === undefined) return undefined;
  const proven = await proveControl(control, context);
  return listTests(proven).length === 0 ? undefined : checkControl(proven, run);
}

/** The tests that fail in the same files with the repository's own code. */
async function proveControl(control: Control, context: RunContext): Promise<ControlTests> {
  return keepProven(control, await runPrediction(control.files, listTests(control), context));
}

function listTests({ tests, canaries }: ControlTests): string[] {
  return [...tests, ...canaries];
}
