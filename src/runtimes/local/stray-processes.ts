import { setTimeout as delay } from 'node:timers/promises';
import {
  listProcesses,
  type ProcessEntry,
  readEnvironmentBlock,
  readWorkingDirectory,
} from '../shared/process-table.ts';

/** Which processes belong together; see {@link findStrays}. */
export type ProcessScope = {
  /** Part of the environment block that only these processes have. */
  readonly marker: string;
  /** Process that leads their group, when there is one. */
  readonly leader?: number | undefined;
  /** Directory in which no other process works; looked at only when given. */
  readonly directory?: string | undefined;
  /** No process started before these clock ticks belongs to them. */
  readonly startTicks: number;
};

/** Kills what is in the scope, once and without waiting. Returns the processes that were there. */
export function killScope(scope: ProcessScope): readonly number[] {
  const strays = findStrays(scope);
  if (scope.leader !== undefined) kill(-scope.leader);
  return strays.filter(kill);
}

/** Kills what is in the scope until nothing is left, for two seconds at most. */
export async function killStrays(scope: ProcessScope): Promise<void> {
  let remaining = killScope(scope);
  for (let pass = 0; remaining.length > 0 && pass < 200; pass += 1) {
    await delay(10);
    remaining = findStrays(scope).filter(kill);
  }
}

/**
 * Processes that carry the marker, share the leader's group or session, or work in the directory, and the
 * descendants of those. Leaving all of these takes a daemon that also clears its environment.
 */
function findStrays(scope: ProcessScope): readonly number[] {
  if (process.platform !== 'linux') return [];
  const candidates = listProcesses().filter(
    ({ pid, startTicks, isEnded }) => !isEnded && startTicks >= scope.startTicks && pid !== process.pid,
  );
  const found = new Set(candidates.filter((entry) => belongs(entry, scope)).map(({ pid }) => pid));
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { pid, parentPid } of candidates) if (found.has(parentPid)) found.add(pid);
  }
  return [...found];
}

function belongs(entry: ProcessEntry, { marker, leader, directory }: ProcessScope): boolean {
  if (entry.groupId === leader || entry.sessionId === leader) return true;
  if (readEnvironmentBlock(entry.pid)?.includes(marker) === true) return true;
  if (directory === undefined) return false;
  // The system appends ` (deleted)` to the name of a directory that is gone.
  const workingDirectory = readWorkingDirectory(entry.pid)?.replace(/ \(deleted\)$/, '');
  return workingDirectory === directory || workingDirectory?.startsWith(`${directory}/`) === true;
}

/** Whether the process, or the group when negative, was there to be killed. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
