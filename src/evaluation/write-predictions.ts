import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { writeFileAtomically } from '../instances/atomic-file.ts';
import { stringifyLikePython } from '../instances/python-json.ts';
import { formatFieldPath } from '../json/json-data.ts';
import { type Prediction, predictionSchema } from './prediction.ts';

/** Options of {@link writePredictions}. */
export type WritePredictionsOptions = {
  /** @default 'json' when the path ends in `.json`, else 'jsonl' */
  readonly format?: 'json' | 'jsonl' | undefined;
};

/**
 * Writes predictions to a file as Python's `json` module would, one after the other as they come.
 *
 * Shapes: `json` is an object by instance id indented by 4, the one form that SWE-smith, SWE-bench, SWE-agent,
 * mini-swe-agent and sb-cli all read; `jsonl` has one a line. Missing directories are made. The file appears, or
 * is replaced, when all predictions are written.
 *
 * @throws {InvalidArgumentError} when one is no prediction, or two for `json` are of the same instance.
 */
export async function writePredictions(
  path: string,
  predictions: Iterable<Prediction> | AsyncIterable<Prediction>,
  { format = path.toLowerCase().endsWith('.json') ? 'json' : 'jsonl' }: WritePredictionsOptions = {},
): Promise<void> {
  const checked = checkPredictions(predictions);
  await writeFileAtomically(path, format === 'json' ? formatById(checked) : formatLines(checked));
}

async function* checkPredictions(
  predictions: Iterable<Prediction> | AsyncIterable<Prediction>,
): AsyncIterable<Prediction> {
  let index = 0;
  for await (const prediction of predictions) {
    const checked = predictionSchema.safeParse(prediction);
    if (!checked.success) {
      const path = checked.error.issues[0]?.path ?? [];
      throw new InvalidArgumentError({
        argument: formatFieldPath(['predictions', index, ...path]),
        value: path.length === 1 ? Reflect.get(prediction, path[0] ?? '') : prediction,
        expected: 'as in a prediction',
      });
    }
    yield checked.data;
    index += 1;
  }
}

async function* formatById(predictions: AsyncIterable<Prediction>): AsyncIterable<string> {
  const seen = new Set<string>();
  for await (const prediction of predictions) {
    const id = prediction.instance_id;
    if (seen.has(id)) {
      throw new InvalidArgumentError({
        argument: `predictions[${seen.size}].instance_id`,
        value: id,
        expected: 'of an instance that has no prediction before it; write several as `jsonl`',
      });
    }
    const text = stringifyLikePython(prediction, 4).replaceAll('\n', '\n    ');
    yield `${seen.size === 0 ? '{' : ','}\n    ${stringifyLikePython(id)}: ${text}`;
    seen.add(id);
  }
  yield seen.size === 0 ? '{}' : '\n}';
}

async function* formatLines(predictions: AsyncIterable<Prediction>): AsyncIterable<string> {
  for await (const prediction of predictions) yield `${stringifyLikePython(prediction)}\n`;
}
