import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { readHostVariables } from './sandbox-environment.ts';

/**
 * Reads one line. When there is none, whoever should write it is gone: ends the processes whose variable `$1` begins
 * with `$2`, and those they start meanwhile, and removes the directories whose names begin with one of the other
 * parameters.
 */
const script = `
read -r line && exit
passes=0 found=yes
while [ "$found" = yes ] && [ "$passes" -lt 200 ]; do
  passes=$((passes + 1)) found=no
  for entry in /proc/[0-9]*; do
    if grep -qF "$1=$2" "$entry/environ"; then
      kill -KILL "\${entry#/proc/}" && found=yes
    fi
  done
done
shift
for prefix in "$@"; do
  for directory in "$prefix"*; do
    rm -rf -- "$directory" || { chmod -R u+rwX -- "$directory"; rm -rf -- "$directory"; }
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
  /** Variable that marks commands, by a value that begins with the first prefix. */
  readonly markerVariable: string;
  /** How the paths of the directories begin, and those of nobody else. */
  readonly prefixes: readonly [sandboxes: string, ...others: string[]];
}): Guard {
  const { markerVariable, prefixes } = settings;
  const guard = spawn('/bin/sh', ['-c', script, 'sh', markerVariable, ...prefixes], {
    cwd: '/',
    env: readHostVariables(['PATH']),
    stdio: ['pipe', 'ignore', 'ignore'],
    // Out of reach of what a terminal sends to this process and its group.
    detached: true,
  });
  const { stdin } = guard;
  // This process does not wait for it, and may find it ended or never started.
  guard.unref();
  if (stdin instanceof Socket) stdin.unref();
  for (const one of [guard, stdin]) one.on('error', () => undefined);
  return { end: () => stdin.end('end\n') };
}
