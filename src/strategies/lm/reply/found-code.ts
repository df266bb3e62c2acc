/** A piece of a reply that may be the code; offsets are of the reply, with what marks it as code. */
export type FoundCode = {
  readonly code: string;
  readonly start: number;
  readonly end: number;
  /** Whether the reply ends before the code does. */
  readonly isOpen: boolean;
};

/** Tells whether a text is code that holds what was asked for. */
export type IsCode = (text: string) => boolean;
