import { describe, it } from 'vitest';
import { LocalRuntime } from '../../../src/runtimes/local/local-runtime.ts';
import { testContainerRuntime } from '../../../src/testing/container-runtime-suite.ts';

testContainerRuntime({ describe, it, createRuntime: () => new LocalRuntime() });
