import { setTimeout as delay } from 'node:timers/promises';
import type { Container } from './container.ts';
import { createDockerError } from './docker-error.ts';
import type { DockerSettings } from './docker-runtime-options.ts';
import type { PreparedImage } from './prepare-image.ts';
import { runScript } from './run-script.ts';
import { layout, temporaryMounts } from './sandbox-layout.ts';

/**
 * Ends every process of the commands' user, empties every place that can be written, puts the repository's
 * files there, and prints what could still tell one sandbox from a new one.
 *
 * What stays in a place that is emptied are the mounts some engines make there, which commands can neither make
 * nor move; none of them may be one that can be written to.
 *
 * The programs it uses are on a file system nothing in the container can write to, so it can be believed.
 */
const resetScript = `
kill -9 -1 2>/dev/null
work=$1; pristine=$2; writable=$3
shift 2
lines=$(printf '\\n.')
lines=\${lines%.}
mounted=$lines$(cut -d ' ' -f 5 /proc/self/mountinfo)$lines
holds_mounts_only() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    [ -e "$entry" ] || [ -L "$entry" ] || continue
    case $entry in *"$lines"*) return 1 ;; esac
    case $mounted in *"$lines$entry$lines"*) ;; *) return 1 ;; esac
  done
}
empty() {
  find "$1" -mindepth 1 -maxdepth 1 -exec rm -rf {} + 2>/dev/null || holds_mounts_only "$1"
}
for directory in "$work" "$@" /dev/shm /dev/mqueue; do
  [ -d "$directory" ] || continue
  if ! empty "$directory"; then
    chmod u+rwx "$directory"
    find "$directory" -type d ! -perm -700 -exec chmod u+rwx {} \\;
    empty "$directory" || exit 3
  fi
done
chmod 755 "$work" "$writable" || exit 4
cp -a "$pristine/." "$work/" || exit 5
mkdir "$writable/temporary" "$writable/home" || exit 6
ls -lAn /dev /dev/pts || exit 7
ls -ldn "$work" "$@" /dev /dev/shm /dev/mqueue /sys/fs/cgroup
ls -lAn /sys/fs/cgroup
cat /proc/sysvipc/msg /proc/sysvipc/sem /proc/sysvipc/shm
echo mounts:
cat /proc/self/mountinfo
echo done
`;

const resetTimeoutMs = 120_000;

/**
 * Makes a running container's files as committed and ends what runs in it.
 *
 * Returns a description of everything else that commands can change; a container for which it is the same as
 * when it was new, and which has no process left, is as clean as a new one. It is `null` when there may be
 * more that they can change.
 *
 * @throws {ContainerError} when it cannot be done.
 */
export async function resetContainer(
  container: Container,
  { workingDirectory }: DockerSettings,
  { user }: PreparedImage,
): Promise<string | null> {
  const parameters = [workingDirectory, layout.pristine, layout.writable, ...temporaryMounts];
  const timeoutMs = resetTimeoutMs;
  const result = await runScript(container, { script: resetScript, parameters, user, timeoutMs });
  if (result.exitCode !== 0 || !result.stdout.endsWith('done\n')) {
    throw createDockerError({
      operation: "write a repository's files into a container",
      reason: result.stderr.trim().slice(-1000) || `exit code ${result.exitCode}`,
      remedy: 'If they need more room, raise `limits.filesBytes` and `limits.memoryBytes`.',
    });
  }
  if (!(await hasNoProcesses(container))) {
    throw createDockerError({
      operation: 'end the processes of a container',
      reason: 'some are still there',
      remedy: 'Remove the sandbox.',
      isRetryable: true,
    });
  }
  const [facts = '', mounts = ''] = result.stdout.split('mounts:\n');
  const known = [workingDirectory, layout.writable, ...temporaryMounts, ...systemMounts];
  if (listWritableMounts(mounts).some((path) => !known.includes(path))) return null;
  return facts.split('\n').map(withoutTimes).join('\n');
}

/** Writable mounts every container has, all of which the script looks into or no file can be made in. */
const systemMounts = ['/dev', '/dev/pts', '/dev/shm', '/dev/mqueue', '/sys/fs/cgroup', '/proc'];

function listWritableMounts(mounts: string): string[] {
  return (
    mounts
      .split('\n')
      .map((line) => line.split(' '))
      .filter((fields) => fields[5]?.split(',').includes('rw') === true)
      .map((fields) => fields[4] ?? '')
      // Files of /proc that are hidden behind a device.
      .filter((path) => !path.startsWith('/proc/'))
  );
}

/** Whether no command's process runs; what was just killed gets a moment to disappear. */
export async function hasNoProcesses(container: Container): Promise<boolean> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if ((await container.countProcesses()) === 0) return true;
    await delay(50);
  }
  return false;
}

/** A line of `ls -ln` without link count, size and time; device numbers stay. */
function withoutTimes(line: string): string {
  return line.replace(
    /^(\S+) +\d+ +(\d+) +(\d+) +(?:(\d+, +\d+)|\d+) +\S+ +\S+ +\S+ /,
    (_, mode: string, userId: string, groupId: string, device = '') =>
      `${mode} ${userId} ${groupId} ${String(device)} `,
  );
}
