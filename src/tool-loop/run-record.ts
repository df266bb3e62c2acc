/** One thing the model did. */
export type RunStep = {
  /** 1-based answer of the model it belongs to: what was asked for at once shares it. */
  readonly turn: number;
  /** What the model wrote along with it. */
  readonly thought: string;
  /**
   * The shell command it ran, or the call of another tool as text; `null` when it answered in words, or called
   * a tool there is none of.
   */
  readonly command: string | null;
  /** What it was shown in return: the end of the output, the exit code, what is wrong with its answer. */
  readonly observation: string;
  /** Time the command took; 0 without one. */
  readonly durationMs: number;
};

/** A tool the model asked for; `arguments` is JSON text. */
export type RunToolCall = { readonly id: string; readonly name: string; readonly arguments: string };

/** One message of the conversation; `content` is plain text. */
export type RunMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | {
      readonly role: 'assistant';
      readonly content: string;
      /** Each with its arguments as JSON text. */
      readonly toolCalls: readonly RunToolCall[];
    }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly content: string };

/** Tokens the provider says it counted; what it does not report counts as none. */
export type RunUsage = {
  /** Answers of the model. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
};

/** Everything that was said and done in a run, as plain values that can be written as JSON. */
export type RunRecord = {
  readonly messages: readonly RunMessage[];
  readonly steps: readonly RunStep[];
  readonly usage: RunUsage;
};
