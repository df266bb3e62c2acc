import type { LmMessage } from '../../providers/lm-provider.ts';
import { checkNumber } from '../../providers/check-number.ts';
import { createRequest, fillRequestOptions } from '../create-request.ts';
import type { FixTime } from '../difficulty-label.ts';
import { createDifficultyLabelMessages, type DifficultyPrompt } from '../difficulty-prompt.ts';
import type { DifficultyRequestOptions, Instances } from '../rate-difficulty-options.ts';
import { type Ensemble, ensembleFixTimes } from './ensemble.ts';
import type { DifficultyAnnotation } from './read-annotations.ts';
import { drawShare } from './split.ts';

/** One conversation to tune a rater on: what it is asked, and the label it is to answer. */
export type DifficultyTrainingRow = { readonly messages: readonly LmMessage[] };

/** An annotated instance that gave no row. */
export type DroppedAnnotation = {
  readonly instanceId: string;
  /**
   * `no-instance`: not among the instances; `no-label`: no annotator named one of the four times;
   * `no-problem-statement` and `unreadable-patch`: nothing to show.
   */
  readonly reason: 'no-instance' | 'no-label' | 'no-problem-statement' | 'unreadable-patch';
};

/** What the annotations became. */
export type DifficultyTrainingData = {
  /** In the order of the instances, as `test` is. */
  readonly train: readonly DifficultyTrainingRow[];
  readonly test: readonly DifficultyTrainingRow[];
  /** How many rows of each part have each label. */
  readonly labels: Readonly<Record<FixTime, { readonly train: number; readonly test: number }>>;
  /** Annotated instances without a row: those of no instance first by id, then in the order of the instances. */
  readonly dropped: readonly DroppedAnnotation[];
  /** Annotations left out because they name none of the four times, also of instances that others labelled. */
  readonly unreadAnnotations: number;
  /** Instances nobody annotated. */
  readonly unannotated: number;
};

/** Options of {@link difficultyTrainingRows}. */
export type DifficultyTrainingOptions = Pick<DifficultyRequestOptions, 'rateWithoutStatement'> & {
  /** Writes the messages the label follows. @default `createDifficultyLabelMessages` */
  readonly prompt?: DifficultyPrompt | undefined;
  /** What the `patch` of the instances does. @default 'fixes-bug', as in SWE-bench */
  readonly patchDirection?: DifficultyRequestOptions['patchDirection'];
  /** SWE-bench's instances: the annotated ones are found by `instance_id`. */
  readonly instances: Instances;
  /** What several annotators of an instance come to; the median where there is no majority. @default 'majority' */
  readonly ensemble?: Ensemble | undefined;
  /** Share of the rows kept for testing. @default 0.2 */
  readonly testShare?: number | undefined;
  /** Decides which. @default 24 */
  readonly seed?: number | undefined;
  /** Keeps `>4 hours` apart from `1-4 hours`. @default false */
  readonly keepLongest?: boolean | undefined;
};

/**
 * Turns annotations of SWE-bench's instances into conversations to tune a rater on, split for training and testing.
 *
 * Shapes: each row has a system and a user message, as the prompt writes them, and the label as the assistant's;
 * `patchDirection` is `fixes-bug` unless told otherwise, as SWE-bench's patches do. The shares of the labels are the
 * same in both parts, as far as whole rows allow. The same annotations, instances and seed give the same parts in
 * whatever order they come.
 *
 * @throws {InvalidArgumentError} when an option is out of its range.
 * @source Paper, section E: majority or median of annotators, then the two longest times as one, then 80 to 20. There
 *   the split is drawn without regard to labels.
 */
export async function difficultyTrainingRows(
  annotations: Iterable<DifficultyAnnotation> | AsyncIterable<DifficultyAnnotation>,
  options: DifficultyTrainingOptions,
): Promise<DifficultyTrainingData> {
  const { ensemble = 'majority', testShare = 0.2, seed = 24, keepLongest = false } = options;
  checkNumber('testShare', testShare, { least: 0, most: 1 });
  checkNumber('seed', seed, { least: Number.MIN_SAFE_INTEGER, isWhole: true });
  const {
    prompt = createDifficultyLabelMessages,
    patchDirection = 'fixes-bug',
    rateWithoutStatement,
  } = options;
  const settings = fillRequestOptions({ prompt, patchDirection, rateWithoutStatement });

  const times = new Map<string, FixTime[]>();
  let unreadAnnotations = 0;
  for await (const { instanceId, fixTime } of annotations) {
    const said = times.get(instanceId) ?? [];
    times.set(instanceId, said);
    if (fixTime === undefined) unreadAnnotations += 1;
    else said.push(fixTime);
  }

  const rows: { instanceId: string; label: FixTime; row: DifficultyTrainingRow }[] = [];
  const unusable: DroppedAnnotation[] = [];
  let unannotated = 0;
  const seen = new Set<string>();
  for await (const instance of options.instances) {
    const instanceId = instance.instance_id;
    const said = times.get(instanceId);
    if (said === undefined) unannotated += 1;
    if (said === undefined || seen.has(instanceId)) continue;
    seen.add(instanceId);
    const time = ensembleFixTimes(said, ensemble);
    const label = time === '>4 hours' && !keepLongest ? '1-4 hours' : time;
    const request = createRequest(instance, settings);
    if (label === undefined) unusable.push({ instanceId, reason: 'no-label' });
    else if (!('messages' in request)) {
      unusable.push({ instanceId, reason: request.reason as DroppedAnnotation['reason'] });
    } else {
      const messages: LmMessage[] = [...request.messages, { role: 'assistant', content: label }];
      rows.push({ instanceId, label, row: { messages } });
    }
  }

  const drawn = drawShare(rows, testShare, seed);
  const missing = [...times.keys()].filter((instanceId) => !seen.has(instanceId)).sort();
  const count = (label: FixTime): { train: number; test: number } => {
    const labelled = rows.filter((row) => row.label === label);
    const test = labelled.filter((row) => drawn.has(row)).length;
    return { train: labelled.length - test, test };
  };
  return {
    train: rows.filter((row) => !drawn.has(row)).map(({ row }) => row),
    test: rows.filter((row) => drawn.has(row)).map(({ row }) => row),
    labels: {
      '<15 min fix': count('<15 min fix'),
      '15 min - 1 hour': count('15 min - 1 hour'),
      '1-4 hours': count('1-4 hours'),
      '>4 hours': count('>4 hours'),
    },
    dropped: [...missing.map((instanceId) => ({ instanceId, reason: 'no-instance' as const })), ...unusable],
    unreadAnnotations,
    unannotated,
  };
}
