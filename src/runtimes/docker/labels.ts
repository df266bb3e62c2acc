import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { readStartTicks } from '../shared/process-table.ts';

/** Labels of everything the runtime makes, which say whose it is. */
export const labelNames = {
  /** One runtime: the `runId` of its options. */
  run: 'bugsmith.run',
  /** The machine: its name, what tells its boots apart, and which processes it sees. */
  host: 'bugsmith.host',
  /** The process: its id and when it was started. */
  process: 'bugsmith.process',
  repository: 'bugsmith.repository',
} as const;

/** Names the machine so that another one, or this one seen from within a container, has another name. */
export function describeHost(): string {
  const bootId = whenReadable(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const processes = whenReadable(() => readlinkSync('/proc/self/ns/pid'));
  return [hostname(), bootId, processes].join(' ');
}

export function createLabels(runId: string, repository: string): Record<string, string> {
  return {
    [labelNames.run]: runId,
    [labelNames.host]: describeHost(),
    [labelNames.process]: `${process.pid} ${readStartTicks(process.pid)}`,
    [labelNames.repository]: repository,
  };
}

/** Whether the process that made what has these labels has ended; `unknown` when it ran elsewhere. */
export function findOwner(labels: Readonly<Record<string, string>>): 'alive' | 'ended' | 'unknown' {
  if (labels[labelNames.host] !== describeHost()) return 'unknown';
  const [pid = 0, startTicks = 0] = (labels[labelNames.process] ?? '').split(' ').map(Number);
  if (!Number.isInteger(pid) || pid <= 0) return 'unknown';
  if (startTicks > 0) return readStartTicks(pid) === startTicks ? 'alive' : 'ended';
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH' ? 'ended' : 'alive';
  }
}

function whenReadable(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
