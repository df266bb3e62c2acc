import { describe, it } from 'vitest';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import { testContainerRuntime } from '../../src/testing/container-runtime-suite.ts';
import { baseImage } from './engine.ts';

testContainerRuntime({ describe, it, createRuntime: () => new DockerRuntime({ image: baseImage }) });
