import recorderSource from '../../parsers/pytest/bugsmith_pytest.py';
import assertionsSource from './bugsmith_assertions.py';
import conclusionsSource from './bugsmith_conclusions.py';
import doctestSource from './bugsmith_doctest.py';
import draftSource from './bugsmith_draft.py';
import evidenceSource from './bugsmith_evidence.py';
import failureSource from './bugsmith_failure.py';
import lookSource from './bugsmith_look.py';
import programSource from './bugsmith_program.py';
import setupSource from './bugsmith_setup.py';
import sourceSource from './bugsmith_source.py';
import subjectSource from './bugsmith_subject.py';
import unitSource from './bugsmith_unit.py';
import unittestSource from './bugsmith_unittest.py';
import valuesSource from './bugsmith_values.py';

/** The Python files of the plug-in for pytest, and of what stands in for unittest, by module name. */
export const evidencePlugin: Readonly<Record<string, string>> = {
  bugsmith_pytest: recorderSource,
  bugsmith_assertions: assertionsSource,
  bugsmith_conclusions: conclusionsSource,
  bugsmith_doctest: doctestSource,
  bugsmith_draft: draftSource,
  bugsmith_evidence: evidenceSource,
  bugsmith_failure: failureSource,
  bugsmith_look: lookSource,
  bugsmith_program: programSource,
  bugsmith_setup: setupSource,
  bugsmith_source: sourceSource,
  bugsmith_subject: subjectSource,
  bugsmith_unit: unitSource,
  bugsmith_unittest: unittestSource,
  bugsmith_values: valuesSource,
};
