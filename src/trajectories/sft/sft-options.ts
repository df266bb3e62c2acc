import type { TrajectoryMessage } from '../trajectory.ts';

/** An answer of the model with what came back. */
export type SftTurn = {
  readonly answer: TrajectoryMessage;
  readonly observations: readonly TrajectoryMessage[];
};

/**
 * Turns that are kept in a row for what follows from them, but that a model should not learn to repeat.
 *
 * `repeated`: the model asked for the same as in the turn before, or for the same with the same outcome as in any
 * earlier one. `failed`: what it asked for could not be done, by an exit code other than 0 and 1 (a test that
 * fails, or a search without a hit, is no failure) or by the words of the tool.
 */
export type UnlearnedTurns =
  readonly ('repeated' | 'failed')[] | ((turn: SftTurn, earlier: readonly SftTurn[]) => boolean);

/** Options of every style. */
export type SftOptions = {
  /** Replaces the content of the system messages. */
  readonly systemPrompt?: string | undefined;
  /**
   * Words of the answer that closes a run cut off at a limit; it hands in the changes. With `null`, such a row
   * ends with the model's own last answer, as it does for agents that have no tool `submit`.
   */
  readonly closing?: string | null | undefined;
  /** Writes a `weight` on every answer of the model: 0 on these, 1 on the others. */
  readonly zeroWeight?: UnlearnedTurns | undefined;
};
