/** One thing the model did. */
export type InstallationStep = {
  /** What the model wrote along with it. */
  readonly thought: string;
  /** The shell command it ran; `null` when it answered in words, or called a tool there is none of. */
  readonly command: string | null;
  /** What it was shown in return: the end of the output, the exit code, what is wrong with its answer. */
  readonly observation: string;
  /** Time the command took; 0 without one. */
  readonly durationMs: number;
};

/** One message of the conversation; `content` is plain text. */
export type InstallationMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | {
      readonly role: 'assistant';
      readonly content: string;
      /** Each with its arguments as JSON text. */
      readonly toolCalls: readonly {
        readonly id: string;
        readonly name: string;
        readonly arguments: string;
      }[];
    }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly content: string };

/** Tokens the provider says it counted; what it does not report counts as none. */
export type InstallationUsage = {
  /** Answers of the model. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
};

/** Everything that was said and done in an installation, as plain values that can be written as JSON. */
export type InstallationTrajectory = {
  readonly messages: readonly InstallationMessage[];
  readonly steps: readonly InstallationStep[];
  readonly usage: InstallationUsage;
};
