import { findMatches, type FindLeaks } from './leak-context.ts';

const tests = String.raw`\btests?(?:[ -](?:suites?|cases?|functions?|methods?|files?))?\b`;
/** What is called after a test but is none. */
const otherThings = String.raw`(?![ -](?:data|scripts?|input|strings?|servers?|clients?|environments?|images?|pages?|accounts?|programs?|values?|tables?|databases?|db|users?|setups?|documents?|projects?)\b)`;
/** A test of the reporter's own. */
const ownTest =
  /\b(?:my|own|quick|simple|small|little|minimal|manual|sanity|following|smoke)(?:\s\w+)?[\s`]*$/i;
const failing = String.raw`(?:fail(?:s|ed|ing|ures?)?|break(?:s|ing)?|broken?|red|error(?:s|ed|ing)? out|(?:do(?:es)?|did|is|are|was|were)(?:n't| not) pass(?:ing)?|(?:no longer|stopped|stop) pass(?:es|ing)?)`;

const afterTest = new RegExp(
  String.raw`${tests}${otherThings}(?:[ ,]+(?:\x60[^\x60\n]{1,200}\x60|(?!but\b|and\b|pass\b)[\w']+)){0,5}?[ ,]+(?:\w+ ){0,2}?${failing}\b`,
  'gi',
);
const beforeTest = new RegExp(
  String.raw`\b(?:fail(?:s|ed|ing)?|broken|breaks?|breaking|red)\s+(?:(?:a|an|the|some|several|many|all|one|two|three|of|its|our|existing|unit|regression|integration|\d+)\s+){0,4}${tests}${otherThings}`,
  'gi',
);
const runner =
  /(?:\b(?:run(?:ning|s)?|ran|running|under|via)\s+`{0,3}(?:python3? -m )?(?:pytest|unittest|tox|nox)\b)|^[ \t]*(?:\$ )?(?:python3? -m )?pytest(?: [^\n]*)?$/gim;
const output =
  /^(?:FAILED|ERROR) \S+::\S+|^E {3,}\S[^\n]*|^=+ (?:FAILURES|ERRORS|short test summary info) =+$|\b\d+ failed, \d+ passed\b|^FAILED \((?:failures|errors)=\d+/gm;
const integration =
  /\b(?:CI|build|pipeline)\b (?:is |has been |was |goes |went )?(?:red|failing|broken|fails)\b/g;

/** Finds sentences that say that tests of the project fail, and what test runners print when they do. */
export const findFailingTests: FindLeaks = function* ({ text, instance }) {
  const says = 'It says that tests fail.';
  for (const { match, ...place } of findMatches(text, afterTest, says)) {
    if (!ownTest.test(text.slice(Math.max(0, match.index - 40), match.index))) yield place;
  }
  for (const { match: _, ...place } of findMatches(text, beforeTest, says)) yield place;
  for (const { match: _, ...place } of findMatches(text, output, 'A test runner printed this.')) yield place;
  for (const { match: _, ...place } of findMatches(text, integration, says)) yield place;
  // In issues of a test runner, running it is what users do.
  if (/pytest|unittest|tox|nox/i.test(instance.repo)) return;
  for (const { match: _, ...place } of findMatches(text, runner, 'It speaks of running the tests.'))
    yield place;
};
