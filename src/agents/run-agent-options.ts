import type { InstanceRepositories } from '../instances/instance-repositories.ts';
import type { AiSdkLanguageModel } from '../providers/ai-sdk-language-model.ts';
import type { ModelPrices } from '../providers/model-prices.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import type { ModelCallOptions } from '../tool-loop/model-call-options.ts';
import type { RunStep } from '../tool-loop/run-record.ts';

/** Settings of {@link runAgent}. */
export type RunAgentOptions = ModelCallOptions & {
  /** The model; its key stays with it. */
  readonly provider: AiSdkLanguageModel;
  /**
   * Where the model works. Its commands do what they can there: with `LocalRuntime` that is all the user of this
   * process may do; use one with containers for a model you do not watch.
   */
  readonly runtime: ContainerRuntime;
  /** The code the instance was made from. */
  readonly repositories: InstanceRepositories;
  /** Removes the files that hold the tests which fail because of the bug. @default false */
  readonly removeFailingTests?: boolean | undefined;
  /** More of what the model is told with the report, such as rules of the project. */
  readonly instructions?: string | undefined;
  /** Who made the prediction. @default the model's own name */
  readonly modelName?: string | undefined;
  /** Answers the model may give. @default 75 */
  readonly maxSteps?: number | undefined;
  /** What the tokens cost, cached ones as much as others; without it the cost is not known. */
  readonly prices?: ModelPrices | undefined;
  /**
   * US dollars after which the model is not called again; the last answer may go beyond it. Cannot be held,
   * and is refused, without `prices`. @default 2 with `prices`, else no limit
   */
  readonly maxCostUsd?: number | undefined;
  /** Bound of the model's work. @default 3_600_000 */
  readonly timeoutMs?: number | undefined;
  /** Bound of each command. @default 120_000 */
  readonly commandTimeoutMs?: number | undefined;
  /** Bytes of a command's output the model is shown: the beginning and the end. @default 10_000 */
  readonly maxOutputBytes?: number | undefined;
  /** How often a call of the model is repeated when that may help, after longer and longer pauses. @default 4 */
  readonly maxRetries?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  /** Called after each step. */
  readonly onStep?: ((step: RunStep) => void) | undefined;
};
