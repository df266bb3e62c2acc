import type { PullRequest } from '../../../pull-requests/pull-request.ts';
import { Spending } from '../../../providers/spending.ts';
import type { FileRewrite } from '../create-candidate.ts';
import type { AppliedChanges } from '../undo/apply-undone.ts';
import type { Change, PullRequestSides } from '../undo/merge-side.ts';
import type { TodaysFiles } from '../undo/todays-files.ts';
import type { UndoneChange } from '../undo/undone-change.ts';
import { askModel, type ModelSettings } from './ask-model.ts';
import { createFileMessages, createWindowMessages } from './create-messages.ts';
import { type CodeWindow, findWindow } from './find-window.ts';
import { placeAnswer } from './place-answer.ts';
import { writeChange } from './write-change.ts';

/** What a model could add. */
export type ModelRecovery = AppliedChanges & {
  readonly costUsd: number | undefined;
  readonly rewrites: ReadonlyMap<string, FileRewrite>;
};

/** A change nothing was done about, by its place among all. */
type Pending = UndoneChange & {
  readonly index: number;
  readonly change: Change;
  readonly sides: PullRequestSides;
};

/**
 * Lets a model take back what is left over: the changes of one function together, with its code of today, and
 * where that fails and is allowed the whole file.
 */
export async function recoverWithModel(
  pullRequest: PullRequest,
  applied: AppliedChanges,
  today: TodaysFiles,
  settings: ModelSettings,
): Promise<ModelRecovery> {
  const recovery = new ModelConversation(pullRequest, applied, today, settings);
  await recovery.askForWindows();
  if (settings.rewritesFiles) await recovery.askForFiles();
  return recovery.result();
}

class ModelConversation {
  readonly #pullRequest: PullRequest;
  readonly #settings: ModelSettings;
  readonly #undone: UndoneChange[];
  readonly #texts: Map<string, string>;
  readonly #spending = new Spending();
  readonly #rewrites = new Map<string, FileRewrite>();
  #today: TodaysFiles;

  constructor(
    pullRequest: PullRequest,
    applied: AppliedChanges,
    today: TodaysFiles,
    settings: ModelSettings,
  ) {
    this.#pullRequest = pullRequest;
    this.#settings = settings;
    this.#undone = [...applied.undone];
    this.#texts = new Map(applied.texts);
    this.#today = today.with(applied.texts);
  }

  result(): ModelRecovery {
    const { costUsd } = this.#spending;
    return { undone: this.#undone, texts: this.#texts, costUsd, rewrites: this.#rewrites };
  }

  async askForWindows(): Promise<void> {
    const pending = this.#pending();
    for (let first = pending.shift(); first !== undefined; first = pending.shift()) {
      const window = findWindow(first.change, first.sides, first.path, this.#today);
      if (window === null) continue;
      // Changes of one function are asked for together.
      const together = [first];
      for (const other of [...pending]) {
        const itsWindow = findWindow(other.change, other.sides, other.path, this.#today);
        if (
          itsWindow?.path !== window.path ||
          itsWindow.start !== window.start ||
          itsWindow.end !== window.end
        )
          continue;
        together.push(other);
        pending.splice(pending.indexOf(other), 1);
      }
      await this.#ask(together, window, 'model');
    }
  }

  async askForFiles(): Promise<void> {
    const pending = this.#pending();
    for (const path of new Set(pending.map((change) => change.path))) {
      const source = this.#today.source(path);
      if (source === undefined) continue;
      const together = pending.filter((change) => change.path === path);
      await this.#ask(together, { path, start: 0, end: source.lines.length }, 'model-file');
    }
  }

  #pending(): Pending[] {
    return this.#undone.flatMap((undone, index) => {
      const { status, change, sides } = undone;
      return status === 'left-over' && change !== undefined && sides !== undefined
        ? [{ ...undone, index, change, sides }]
        : [];
    });
  }

  async #ask(changes: readonly Pending[], window: CodeWindow, method: 'model' | 'model-file'): Promise<void> {
    const source = this.#today.source(window.path);
    if (source === undefined) return;
    const facts = {
      pullRequest: this.#pullRequest,
      path: window.path,
      hunks: changes.map(({ change, sides }) => writeChange(change, sides)),
      code: source.lines.slice(window.start, window.end).join(''),
    };
    const costBefore = this.#spending.costUsd;
    const messages = method === 'model' ? createWindowMessages(facts) : createFileMessages(facts);
    const output = await askModel(messages, this.#settings, this.#spending);
    const text = output === null ? null : placeAnswer(output, window, source, window.path);
    if (output === null || text === null) return;
    if (method === 'model-file') {
      const { costUsd } = this.#spending;
      const cost = costUsd === undefined || costBefore === undefined ? undefined : costUsd - costBefore;
      this.#rewrites.set(window.path, { output, extracted: text, costUsd: cost });
    }
    this.#texts.set(window.path, text);
    this.#today = this.#today.with(new Map([[window.path, text]]));
    for (const { index, path, change, sides } of changes) {
      const isMoved = window.path !== path;
      this.#undone[index] = {
        status: 'restored',
        path,
        change,
        sides,
        method,
        todayPath: window.path,
        isMoved,
      };
    }
  }
}
