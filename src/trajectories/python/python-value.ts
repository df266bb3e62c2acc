/**
 * A value as Python's `json` reads it: numbers tell integers from floats, and an object keeps the order of its
 * keys whatever they are.
 */
export type PythonValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'list'; readonly items: readonly PythonValue[] }
  | { readonly kind: 'dictionary'; readonly items: ReadonlyMap<string, PythonValue> };
