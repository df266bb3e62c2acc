/** One message of a row. */
export type SftMessage = {
  readonly role: string;
  readonly content: string;
  /** 1 when the message counts in the loss, 0 when it does not; on the model's turns, and only where asked for. */
  readonly weight?: number | undefined;
  readonly [field: string]: unknown;
};

/** A row of training data, in the order in which the ecosystem's tools write the keys. */
export type SftRow = {
  readonly messages: readonly SftMessage[];
  readonly instance_id?: string | undefined;
  readonly [field: string]: unknown;
};
