import { PatchDoesNotApplyError, PatchFormatError } from '../errors/patch-error.ts';

/** Whether an error says that a patch is at fault, and not what reads the repository. */
export function isPatchRefusal(error: unknown): error is PatchDoesNotApplyError | PatchFormatError {
  return PatchDoesNotApplyError.isInstance(error) || PatchFormatError.isInstance(error);
}
