import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { searchPath } from './sandbox-environment.ts';

/**
 * Reads one line. When there is none, whoever should write it is gone: ends the processes that have `$1` in their
 * environment or work in a directory whose name begins with one of the other parameters, with what they start
 * meanwhile, and removes these directories.
 */
const script = `
read -r line && exit
mark=$1
shift
is_ours() {
  grep -qF -e "$mark" "$entry/environ" && return
  place=$(readlink "$entry/cwd") || return
  for prefix in "$@"; do
    case $place in "$prefix"*) return ;; esac
  done
  false
}
passes=0 found=yes
while [ "$found" = yes ] && [ "$passes" -lt 200 ]; do
  passes=$((passes + 1)) found=no
  for entry in /proc/[0-9]*; do
    if is_ours "$@"; then
      kill -KILL "\${entry#/proc/}" && found=yes
    fi
  done
done
for prefix in "$@"; do
  for directory in "$prefix"*; do
    rm -rf -- "$directory" && continue
    find "$directory" -type d -exec chmod u+rwx {} \\;
    rm -rf -- "$directory"
  done
done
`;

/** A process that waits for the end of this one. */
export type Guard = {
  /** Ends it without that it does anything. */
  readonly end: () => void;
};

/**
 * Starts a process that outlives this one, however it ends, and then ends the commands it left running and removes
 * its directories. Does nothing where it cannot be started.
 */
export function startGuard(settings: {
  /** What commands have in their environment, and nothing else has; a single line. */
  readonly mark: string;
  /** How the paths of the directories begin, and those of nobody else. */
  readonly prefixes: readonly string[];
}): Guard {
  const { mark, prefixes } = settings;
  try {
    const guard = spawn('/bin/sh', ['-c', script, 'sh', mark, ...prefixes], {
      cwd: '/',
      env: { PATH: `${searchPath({})}:/usr/bin:/bin` },
      stdio: ['pipe', 'ignore', 'ignore'],
      // Out of reach of what a terminal sends to this process and its group.
      detached: true,
    });
    guard.on('error', () => undefined);
    // There is none where no process could be made.
    const stdin = guard.stdin as Writable | null | undefined;
    stdin?.on('error', () => undefined);
    // This process does not wait for it.
    guard.unref();
    if (stdin instanceof Socket) stdin.unref();
    return { end: () => stdin?.end('end\n') };
  } catch {
    return { end: () => undefined };
  }
}
