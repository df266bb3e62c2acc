/**
 * Kinds of bugs that functions and methods are broken with.
 *
 * @source Paper, Figure 12, for what they are; the words are ours.
 */
export const functionBugKinds: readonly string[] = [
  'Calculation: group or order its parts so that the result is off, as in `a * (b + c)` becoming `a * b + c`.',
  'Conversion: lose a sign, round or cut a value, or turn it into a neighbouring type or unit.',
  'State: keep a value that should have been replaced, replace one that should have been kept, or write to the neighbouring variable.',
  'Edges: treat an empty collection, `None`, zero, a negative number, a repeated item or the last element like the usual case.',
  'Decisions: turn a comparison, an `and` or a `not` so that some inputs take the other branch, or a loop ends one case too early.',
  'Counting: begin, end or step one place off in a range, a slice or an index.',
  'Constants: use another number, key, separator or default in the body than the project expects.',
  'Steps: do two of them in the other order, so that one sees what the other had yet to change.',
  'Failures: catch an error that should have been raised, return a default in its place, or skip the check that would have raised it.',
];

/** Kinds of bugs that classes are broken with: those that need more than one method to be seen. */
export const classBugKinds: readonly string[] = [
  'Shared state: let two methods disagree about what an attribute holds, such as its unit, its order or whether it is copied.',
  'Set-up: leave an attribute with a stale or neighbouring value when an instance is made, or derive it before what it depends on.',
  'Inheritance: pass less or other things on to the base class, or call it at another point.',
  'Upkeep: forget to update, reset or invalidate something in one of the methods that change it.',
  'Comparison: let equality, ordering or hashing look at other attributes than they should.',
  'Copies: hand out or keep the very object where a copy is meant, so that changes leak.',
  'Delegation: let one method call the neighbour of the one it should, or with its arguments exchanged.',
  ...functionBugKinds.filter((kind) => /^(?:Edges|Decisions|Constants|Steps|Failures):/.test(kind)),
];
