import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** One line of the process table; Linux only. */
export type ProcessEntry = {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  readonly sessionId: number;
  /** When it was started, in clock ticks since the system was. */
  readonly startTicks: number;
  /** Whether it ended and only waits for its parent to notice. */
  readonly isEnded: boolean;
};

// Reading a file of /proc takes microseconds and never waits, so these calls do not go through the thread pool.

/** Every process there is; none on systems without `/proc`. */
export function listProcesses(): ProcessEntry[] {
  const names = whenReadable(() => readdirSync('/proc')) ?? [];
  return names
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((entry) => entry !== null);
}

function readProcess(pid: number): ProcessEntry | null {
  const line = whenReadable(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  if (line === null) return null;
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [state, parentPid, groupId, sessionId] = fields;
  return {
    pid,
    parentPid: Number(parentPid),
    groupId: Number(groupId),
    sessionId: Number(sessionId),
    startTicks: Number(fields[19]),
    isEnded: state === 'Z' || state === 'X',
  };
}

/** When a process was started, in clock ticks since the system was; 0 when there is none. */
export function readStartTicks(pid: number): number {
  return readProcess(pid)?.startTicks ?? 0;
}

/** The variables a process was started with, as `NAME=value` parts each followed by a NUL byte. */
export function readEnvironmentBlock(pid: number): Buffer | null {
  return whenReadable(() => readFileSync(`/proc/${pid}/environ`));
}

export function readWorkingDirectory(pid: number): string | null {
  return whenReadable(() => readlinkSync(`/proc/${pid}/cwd`));
}

function whenReadable<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}
