/** What a line or heading of unittest speaks of. */
export type UnittestNode =
  | { readonly kind: 'test'; readonly id: string; readonly method: string }
  /** A module, or the set-up of a module or class, without which its tests do not run. */
  | { readonly kind: 'uncollected'; readonly id: string }
  /** The tear-down of a module or class. */
  | { readonly kind: 'tear-down'; readonly id: string };

/** Reads `method (path)`; since Python 3.11 the path of a test ends in its method. */
export function describeNode(method: string, path: string): UnittestNode {
  if (path.startsWith('unittest.loader._FailedTest')) return { kind: 'uncollected', id: method };
  if (path.startsWith('unittest.loader.ModuleSkipped')) return { kind: 'test', id: method, method };
  if (method === 'setUpClass' || method === 'setUpModule') return { kind: 'uncollected', id: path };
  if (method === 'tearDownClass' || method === 'tearDownModule') return { kind: 'tear-down', id: path };
  if (method === 'unittest.case.FunctionTestCase') return { kind: 'test', id: path, method: path };
  return { kind: 'test', id: path.endsWith(`.${method}`) ? path : `${path}.${method}`, method };
}
