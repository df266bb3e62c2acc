import type { ContainerRuntime } from './container-runtime.ts';
import { LocalRuntime } from './local/local-runtime.ts';

/** The runtime used where the caller gives none: processes of this machine, which need nothing installed. */
export function createDefaultRuntime(): ContainerRuntime {
  return new LocalRuntime();
}
