import type { CodeEntity } from '../entities/code-entity.ts';
import { type Coverage, readRanges } from './warm/coverage.ts';

/**
 * Orders entities by how many tests execute them, those that no test executes last; for strategies that make a
 * limited number of candidates, and should not spend them where no test can notice.
 *
 * Entities with the same number keep their order.
 */
export function coveredFirst(entities: readonly CodeEntity[], { tests }: Coverage): CodeEntity[] {
  const lines = new Map<string, Map<number, number>>();
  for (const test of Object.values(tests)) {
    for (const [path, text] of Object.entries(test.lines)) {
      const counts = lines.get(path) ?? new Map<number, number>();
      for (const line of readRanges(text)) counts.set(line, (counts.get(line) ?? 0) + 1);
      lines.set(path, counts);
    }
  }
  const countTests = ({ path, startLine, endLine }: CodeEntity): number => {
    let most = 0;
    for (let line = startLine; line <= endLine; line += 1) {
      most = Math.max(most, lines.get(path)?.get(line) ?? 0);
    }
    return most;
  };
  const counted = entities.map((entity) => ({ entity, count: countTests(entity) }));
  return counted.toSorted((a, b) => b.count - a.count).map(({ entity }) => entity);
}
