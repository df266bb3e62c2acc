import { patchedPaths } from '../../patches/apply-patch.ts';
import { findMatches, type FindLeaks } from './leak-context.ts';

const bug = String.raw`(?:bugs?|faults?|errors?|defects?|mistakes?|regressions?)`;
const planted = String.raw`(?:injected|planted|seeded)`;

/** Words of whoever makes bugs, never of whoever meets one. */
const always = [
  new RegExp(String.raw`\b(?:${planted}|inject(?:s|ing)?|plant(?:s|ing)?)\s+(?:[\w-]+ ){0,3}${bug}\b`, 'gi'),
  new RegExp(String.raw`\b${bug}\s+(?:(?:was|were|is|has been|that was)\s+)?(?:\w+ly\s+)?${planted}\b`, 'gi'),
  new RegExp(
    String.raw`\b(?:synthetic(?:ally)?|artificial(?:ly)?|deliberate(?:ly)?|intentional(?:ly)?)\s+(?:\w+\s+){0,2}?${bug}\b`,
    'gi',
  ),
  /\bmutation (?:testing|operators?)\b|\bmutants?\b|\bmutated (?:code|version|function|method|class|line|program)\b/gi,
  /\b(?:bug[- ]introducing|buggy) (?:patch|diff|commit|version of the code)\b/gi,
  /\b(?:FAIL_TO_PASS|PASS_TO_PASS|F2P|SWE-?(?:smith|bench)|problem[_ ]statement)\b/gi,
  /\b(?:func_pm_\w+|lm_(?:modify|rewrite)|pr_mirror|combine_(?:file|module))\b/g,
];

/** The change, spoken of as something that lies before the writer. */
const change =
  /\b(?:the|this|given|provided|applied|above|attached|shown)\s+(?:patch(?!\s+(?:release|version|level|method|request|endpoint|function|decorator|number|notes|object|panel|antenna|size|file))|diff (?:shows|introduces|changes|above|below|removes|adds))\b/gi;

/** Finds what says that the bug was put there, or speaks of the change that did. */
export const findToldOrigins: FindLeaks = function* ({ text, instance, patches }) {
  for (const pattern of always) {
    for (const { match: _, ...place } of findMatches(
      text,
      pattern,
      'It speaks of the bug as of something made.',
    ))
      yield place;
  }
  // Where patches are what the project is about, users speak of them.
  if (/patch|diff/i.test([instance.repo, ...patchedPaths(patches)].join(' '))) return;
  for (const { match: _, ...place } of findMatches(
    text,
    change,
    'It speaks of a change that no user has seen.',
  ))
    yield place;
};
