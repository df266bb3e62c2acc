import type { Sandbox } from '../../runtimes/sandbox.ts';
import { type PatchChanges, writeChanges } from '../../validation/read-changes.ts';
import type { Candidate } from './rank-scripts.ts';
import type { Reproduction, ScriptProblem } from './reproduction.ts';
import { type ProgramRun, programDirectory } from './run-programs.ts';
import { type ChangedLines, trimTraceback } from './trim-traceback.ts';

type Code = 'clean' | 'buggy';

/** What a trial works with. */
export type TrialSettings = {
  readonly sandbox: Sandbox;
  /** The files that differ, as they are in either code. */
  readonly code: Readonly<Record<Code, PatchChanges>>;
  readonly changed: ChangedLines;
  readonly run: (sources: readonly string[], hashSeed: number) => Promise<(ProgramRun | undefined)[]>;
};

/** Runs programs on both codes in one sandbox, which holds the clean code at first. */
export class Trial {
  readonly #settings: TrialSettings;
  #current: Code = 'clean';

  constructor(settings: TrialSettings) {
    this.#settings = settings;
  }

  /** The first of some programs that shows the difference; `note` is told of those before it. */
  async findFirst(
    candidates: readonly Candidate[],
    note: (problem: ScriptProblem) => void,
  ): Promise<Reproduction | undefined> {
    const expected = await this.#run('clean', candidates, 0);
    const passing = candidates.flatMap((candidate, index) => {
      const run = expected[index];
      if (run?.exitCode === 0 && run.isWhole) return [{ candidate, before: run }];
      note(run === undefined ? 'not-run' : 'fails-on-clean-code');
      return [];
    });
    if (passing.length === 0) return undefined;
    const actual = await this.#run(
      'buggy',
      passing.map(({ candidate }) => candidate),
      0,
    );
    for (const [index, { candidate, before }] of passing.entries()) {
      const after = actual[index];
      const reproduction = after === undefined ? undefined : this.#describe(candidate, before, after);
      if (after === undefined) note('not-run');
      else if (reproduction === undefined) note('shows-no-difference');
      else if (await this.#isRepeated(reproduction)) return reproduction;
      else note('varies');
    }
    return undefined;
  }

  async #run(
    code: Code,
    candidates: readonly Candidate[],
    seed: number,
  ): Promise<(ProgramRun | undefined)[]> {
    const { code: codes, sandbox, run } = this.#settings;
    if (code !== this.#current) await writeChanges(codes[code], sandbox);
    this.#current = code;
    return run(
      candidates.map(({ draft }) => draft.source),
      seed,
    );
  }

  /** Runs both again, with sets in another order. */
  async #isRepeated(reproduction: Reproduction): Promise<boolean> {
    const [after] = await this.#run('buggy', [reproduction], 1);
    const [before] = await this.#run('clean', [reproduction], 1);
    if (before?.exitCode !== 0 || after === undefined) return false;
    return JSON.stringify(this.#describe(reproduction, before, after)) === JSON.stringify(reproduction);
  }

  #describe({ draft, test }: Candidate, before: ProgramRun, after: ProgramRun): Reproduction | undefined {
    const { sandbox, changed } = this.#settings;
    const root = sandbox.workingDirectory;
    const expectedOutput = normalize(before.stdout, sandbox);
    const actualOutput = normalize(after.stdout, sandbox);
    const facts = { draft, test, expectedOutput, actualOutput };
    if (after.exitCode === null) return { ...facts, kind: 'hang', traceback: undefined };
    if (after.exitCode !== 0) {
      const traceback = trimTraceback(after.stderr, root, changed);
      // A program that dies without saying why is no report that could be written down.
      if (traceback === undefined) return undefined;
      return { ...facts, kind: 'exception', traceback: normalize(traceback, sandbox) };
    }
    if (!after.isWhole || expectedOutput === actualOutput) return undefined;
    const isMissing =
      draft.expectedException !== undefined && !/^\w+(?:Error|Exception)?: /.test(actualOutput);
    return { ...facts, kind: isMissing ? 'no-exception' : 'output', traceback: undefined };
  }
}

/** Text without what another run would print differently. */
function normalize(text: string, sandbox: Sandbox): string {
  return text
    .replaceAll(`${sandbox.workingDirectory}/`, '')
    .replaceAll(sandbox.workingDirectory, '.')
    .replaceAll(`${programDirectory(sandbox)}/`, '')
    .replaceAll(/\b0x[0-9a-f]{6,}\b/gi, '0x...');
}
