import type { TestOutputParser } from '../../parsers/test-output-parser.ts';
import type { AiSdkLanguageModel } from '../../providers/ai-sdk-language-model.ts';
import type { ModelPrices } from '../../providers/model-prices.ts';
import type { ContainerRuntime } from '../../runtimes/container-runtime.ts';
import type { BuildEnvironmentOptions } from '../build-environment.ts';
import type { InstallationStep } from './installation-trajectory.ts';

/** Settings of {@link installRepository}. */
export type InstallRepositoryOptions = {
  /** The model; its key stays with it. */
  readonly provider: AiSdkLanguageModel;
  /**
   * Where the model works and the image is built. The model needs the network, and in a container to write
   * everywhere: `new DockerRuntime({ network: 'bridge', writableRoot: true })`, without `image`. A runtime that
   * builds no images, such as `LocalRuntime`, lets the model's commands do to this machine what its user may.
   */
  readonly runtime: ContainerRuntime;
  /** Where the suite runs to be checked; without a network tests that need it show. @default `runtime` */
  readonly checkRuntime?: ContainerRuntime | undefined;
  /** For the image, such as `baseImage` and `buildArguments`. */
  readonly build?:
    | Pick<
        BuildEnvironmentOptions,
        'architecture' | 'baseImage' | 'buildArguments' | 'image' | 'networkMode' | 'onOutput'
      >
    | undefined;
  /** Reads what each test did. @default chosen by the test command: pytest or unittest */
  readonly parser?: TestOutputParser | undefined;
  /** The share of tests that must be exceeded. @default 0.8 */
  readonly threshold?: number | undefined;
  /** Answers the model may give. @default 150 */
  readonly maxSteps?: number | undefined;
  /** What the tokens cost, cached ones as much as others; without it the cost is not known. */
  readonly prices?: ModelPrices | undefined;
  /**
   * US dollars after which the model is not called again; the last answer may go beyond it. Cannot be held,
   * and is refused, without `prices`. @default 2 with `prices`, else no limit
   */
  readonly maxCostUsd?: number | undefined;
  /** How often what the model hands in is rebuilt; it is told what failed. @default 3 */
  readonly maxRebuilds?: number | undefined;
  /** Bound of everything together. @default 3_600_000 */
  readonly timeoutMs?: number | undefined;
  /** Bound of each command and of the suite. @default 600_000 */
  readonly commandTimeoutMs?: number | undefined;
  /** Bytes of a command's output the model is shown: the beginning and the end. @default 10_000 */
  readonly maxOutputBytes?: number | undefined;
  /** How often a call of the model is repeated when that may help, after longer and longer pauses. @default 4 */
  readonly maxRetries?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  /** Called after each step, so that what was done is known even when an error ends the run. */
  readonly onProgress?: ((step: InstallationStep) => void) | undefined;
};
