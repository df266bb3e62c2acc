import type { IssueTemplate, TemplateFacts } from './issue-template.ts';

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

const files = ({ files: paths }: TemplateFacts): string => list(paths.map((path) => `\`${path}\``));

const functions = ({ functions: changed }: TemplateFacts): string =>
  list(changed.map(({ path, qualifiedName }) => `\`${qualifiedName}\` in \`${path}\``));

const hasFunctions = (facts: TemplateFacts): boolean => facts.functions.length > 0;

/**
 * The templates of `templateIssues`, from the one that says nothing to the one that says most.
 *
 * @source Paper, Table 14, for what each tells and how often it is drawn; the words are ours. SWE-smith's
 *   `get_static.py` draws by the same nine weights. The paper's text speaks of seven templates and of the last one as
 *   the likeliest; in both, four share the greatest weight.
 */
export const issueTemplates: readonly IssueTemplate[] = [
  {
    name: 'basic',
    weight: 0.05,
    render: () =>
      'Something in this project does not work as it should. Please find out what it is and correct it.',
  },
  {
    name: 'files',
    weight: 0.1,
    render: (facts) =>
      `The code in these files does not behave as it should:\n\n${files(facts)}\n\nPlease correct it.`,
  },
  {
    name: 'functions',
    weight: 0.15,
    render: (facts) =>
      hasFunctions(facts)
        ? `This code does not behave as it should:\n\n${functions(facts)}\n\nPlease look at what it is meant to do, and correct it.`
        : undefined,
  },
  {
    name: 'tests',
    weight: 0.1,
    render: () =>
      'Some of the tests of this project fail. The tests are right and the code is wrong; please correct the code.',
  },
  {
    name: 'failing-tests',
    weight: 0.1,
    render: ({ tests }) =>
      `These tests fail:\n\n${list(tests)}\n\nThe tests are right; please correct the code so that they pass.`,
  },
  {
    name: 'bug-type',
    weight: 0.05,
    render: ({ bugType }) =>
      bugType === undefined
        ? undefined
        : `Something in this project does not work as it should. ${bugType} Please find the place and correct it.`,
  },
  {
    name: 'bug-type-files',
    weight: 0.15,
    render: (facts) =>
      facts.bugType === undefined
        ? undefined
        : `The code in these files does not behave as it should:\n\n${files(facts)}\n\n${facts.bugType} Please correct it.`,
  },
  {
    name: 'bug-type-files-test',
    weight: 0.15,
    render: (facts) =>
      facts.bugType === undefined
        ? undefined
        : `The test \`${facts.test}\` fails because of the code in these files:\n\n${files(facts)}\n\n${facts.bugType} Please correct the code so that this test passes.`,
  },
  {
    name: 'bug-type-functions-test',
    weight: 0.15,
    render: (facts) =>
      facts.bugType === undefined || !hasFunctions(facts)
        ? undefined
        : `The test \`${facts.test}\` fails because of this code:\n\n${functions(facts)}\n\n${facts.bugType} Please correct the code so that this test passes.`,
  },
];
