import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { patchedPaths } from '../../patches/apply-patch.ts';
import { parsePatch } from '../../patches/parse-patch.ts';
import type { IssueSubject, IssueWriter } from '../issue-writer.ts';
import { findBugType } from './bug-types.ts';
import { findChangedFunctions } from './find-changed-functions.ts';
import type { IssueTemplate, TemplateFacts } from './issue-template.ts';
import { issueTemplates } from './issue-templates.ts';

/** Options of {@link templateIssues}. */
export type TemplateIssuesOptions = {
  /** @default `issueTemplates` */
  readonly templates?: readonly IssueTemplate[] | undefined;
  /** What bugs of your own strategies are like, in a sentence each, by the name in instance ids. @default none */
  readonly bugTypes?: Readonly<Record<string, string>> | undefined;
};

/**
 * Writes problem statements from templates, one drawn by its weight for each statement.
 *
 * No model is asked, and nothing is run unless a template asks for evidence. Some templates name tests or say that they
 * fail; the writer discloses that on purpose.
 *
 * Outcomes: a template that lacks a fact is passed over for another; `no-template` when none is left. `facts` says
 * which template was drawn.
 *
 * @throws {InvalidArgumentError} when there is no template, or a weight is not above 0.
 * @source Paper, section D, "Fixed issue templates", and Table 14. There a bug whose kind is not known is described
 *   all the same.
 */
export function templateIssues({
  templates = issueTemplates,
  bugTypes = {},
}: TemplateIssuesOptions = {}): IssueWriter {
  checkTemplates(templates);
  return {
    specificationVersion: 'v1',
    name: 'templates',
    settings: { templates: templates.map(({ name, weight }) => ({ name, weight })), bugTypes },
    discloses: ['names-test', 'tests-fail'],
    async write(subject) {
      const facts = await readFacts(subject, bugTypes);
      for (const template of drawOrder(templates, facts)) {
        const text = await template.render(facts);
        if (text !== undefined) {
          return { status: 'written', text, costUsd: 0, facts: { template: template.name } };
        }
      }
      const detail = 'Every template needs a fact that is not known of this instance.';
      return { status: 'not-written', reason: 'no-template', detail, costUsd: 0 };
    },
  };
}

async function readFacts(
  subject: IssueSubject,
  bugTypes: Readonly<Record<string, string>>,
): Promise<TemplateFacts> {
  const { instance, repository, random } = subject;
  const patches = parsePatch(instance.patch);
  const { FAIL_TO_PASS: tests } = instance;
  return {
    instance,
    files: patchedPaths(patches),
    functions: await findChangedFunctions(patches, repository),
    tests,
    test: tests[random.integer(Math.max(1, tests.length))] ?? '',
    bugType: findBugType(instance, bugTypes),
    random,
    evidence: () => subject.evidence(),
  };
}

/** Draws one after the other without putting back, so that the first one with all its facts can be taken. */
function* drawOrder(
  templates: readonly IssueTemplate[],
  { random }: TemplateFacts,
): Generator<IssueTemplate> {
  const left = [...templates];
  while (left.length > 0) {
    let point = random.next() * left.reduce((sum, { weight }) => sum + weight, 0);
    const index = left.findIndex(({ weight }) => (point -= weight) < 0);
    yield* left.splice(index < 0 ? left.length - 1 : index, 1);
  }
}

function checkTemplates(templates: readonly IssueTemplate[]): void {
  if (templates.length === 0) {
    throw new InvalidArgumentError({ argument: 'templates', value: '[]', expected: 'one template or more' });
  }
  for (const [index, { weight }] of templates.entries()) {
    if (weight > 0 && Number.isFinite(weight)) continue;
    throw new InvalidArgumentError({
      argument: `templates[${index}].weight`,
      value: weight,
      expected: 'a number above 0',
    });
  }
}
