/** A value that JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** An object that JSON can hold; fields that are `undefined` are left out. */
export type JsonObject = { readonly [name: string]: JsonValue | undefined };
