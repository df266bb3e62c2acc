import type Dockerode from 'dockerode';
import type { DockerSettings } from './docker-runtime-options.ts';
import { idleCommand, initUser, layout, temporaryMounts } from './sandbox-layout.ts';

/** What sets one container apart from the others. */
export type ContainerFacts = {
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
};

/** The owner of a sandbox's files. */
export type FileOwner = { readonly userId: number; readonly groupId: number };

/** A container in which untrusted code runs: everything it does not need is closed. */
export function createSandboxSettings(
  settings: DockerSettings,
  { imageId, labels }: ContainerFacts,
  owner: FileOwner,
): Dockerode.ContainerCreateOptions {
  const { limits, workingDirectory } = settings;
  const memoryMount = `rw,exec,nosuid,nodev,mode=1777,size=${limits.filesBytes}`;
  return {
    ...createBaseSettings({ imageId, labels }),
    User: initUser,
    HostConfig: {
      ...createBaseHostSettings(settings),
      NetworkMode: settings.network,
      ReadonlyRootfs: !settings.writableRoot,
      Mounts: [workingDirectory, layout.writable].map((target) =>
        createMemoryVolume(target, limits.filesBytes, owner, labels),
      ),
      Tmpfs: Object.fromEntries(temporaryMounts.map((path) => [path, memoryMount])),
    },
  };
}

/** The container in which only we work, to make the image of the sandboxes. */
export function createPreparationSettings(
  settings: DockerSettings,
  facts: ContainerFacts,
): Dockerode.ContainerCreateOptions {
  return {
    ...createBaseSettings(facts),
    User: '0:0',
    HostConfig: {
      ...createBaseHostSettings(settings),
      NetworkMode: 'none',
      // To read and hand over files of any owner.
      CapAdd: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'],
    },
  };
}

function createBaseSettings({ imageId, labels }: ContainerFacts): Dockerode.ContainerCreateOptions {
  return {
    Image: imageId,
    // The same for all, as everything else that commands can see.
    Hostname: 'sandbox',
    Labels: { ...labels },
    Entrypoint: [...idleCommand],
    Cmd: [],
    WorkingDir: '/',
    Healthcheck: { Test: ['NONE'] },
    AttachStdin: false,
    OpenStdin: false,
    Tty: false,
  };
}

function createBaseHostSettings({ limits }: DockerSettings): Dockerode.HostConfig {
  return {
    Init: true,
    Privileged: false,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Memory: limits.memoryBytes,
    // The same, which means no swap.
    MemorySwap: limits.memoryBytes,
    NanoCpus: Math.round(limits.cpus * 1_000_000_000),
    PidsLimit: limits.processes,
    IpcMode: 'private',
    LogConfig: { Type: 'none', Config: {} },
    RestartPolicy: { Name: 'no' },
  };
}

/** An unnamed volume in the engine's memory, removed with the container: bounded, and no disk is touched. */
function createMemoryVolume(
  target: string,
  bytes: number,
  { userId, groupId }: FileOwner,
  labels: Readonly<Record<string, string>>,
): Dockerode.MountSettings {
  const options = `mode=0755,size=${bytes},uid=${userId},gid=${groupId}`;
  return {
    Type: 'volume',
    Source: '',
    Target: target,
    VolumeOptions: {
      NoCopy: true,
      Labels: { ...labels },
      DriverConfig: { Name: 'local', Options: { type: 'tmpfs', device: 'tmpfs', o: options } },
    },
  };
}
