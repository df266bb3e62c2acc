/** Where things are in every container; all of it but the working directory is ours. */
export const layout = {
  /** The files every sandbox begins with; read-only, part of the prepared image. */
  pristine: '/bugsmith/pristine',
  /** Mounted writable; holds the two below. */
  writable: '/bugsmith/sandbox',
  temporary: '/bugsmith/sandbox/temporary',
  home: '/bugsmith/sandbox/home',
} as const;

/** Directories in memory that programs expect to be writable. */
export const temporaryMounts: readonly string[] = ['/tmp', '/var/tmp', '/run'];

/**
 * User of a container's own processes, which the commands' user can neither end nor take over: without
 * capabilities that takes the same user.
 */
export const initUser = '65533:65533';

/** Does nothing for ever, below the engine's init, which reaps orphans. */
export const idleCommand: readonly string[] = ['tail', '-f', '/dev/null'];

/** The init and the idle command. */
export const ownProcesses = 2;

/** A time that never changes, so that every sandbox is the same; zip files cannot hold one before 1980. */
export const committedSeconds = 946_684_800;
