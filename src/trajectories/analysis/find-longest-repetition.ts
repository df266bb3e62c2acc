import type { Trajectory } from '../trajectory.ts';
import { findBaseCommand } from './base-command.ts';

/** The longest run of actions with one base command. */
export type Repetition = { readonly command: string; readonly length: number };

/**
 * Finds the longest sequence of actions with the same base command; the first of several as long. Without an action
 * its length is 0.
 *
 * @source Paper, section F.3.2.
 */
export function findLongestRepetition({ steps }: Trajectory): Repetition {
  let longest: Repetition = { command: '', length: 0 };
  let current = longest;
  for (const { action } of steps) {
    const command = findBaseCommand(action);
    current = { command, length: command === current.command ? current.length + 1 : 1 };
    if (command !== '' && current.length > longest.length) longest = current;
  }
  return longest;
}
