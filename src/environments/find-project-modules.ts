import { findLanguage } from '../languages/find-language.ts';
import type { Repository } from '../repository/repository.ts';
import { importRoots } from '../validation/run-suite.ts';

/** Directories and files beside the code of a project that are no part of what it is for. */
const besideTheProject =
  /^_|^(?:setup|conftest|noxfile|fabfile|tasks|manage|versioneer|ez_setup|conf|docs?|examples?|samples?|demos?|scripts?|tools?|utils?|benchmarks?|bench|perf|ci|build|dist|debian|release|run.*|fuzz(?:ing)?|site|website|bin|dev|stubs|typings|third_party|vendor)$/i;

/**
 * Names of the top-level packages and modules that are the project, sorted.
 *
 * Taken are those of the first import root that has any: its packages, or where it has none its modules.
 * Beside the root of the repository itself nothing is left out for its name but tests.
 */
export function findProjectModules(repository: Repository): readonly string[] {
  for (const root of importRoots(repository)) {
    const prefix = root === '.' ? '' : `${root}/`;
    const names = { packages: new Set<string>(), modules: new Set<string>() };
    for (const { path, mode } of repository.files) {
      if (mode === '120000' || !path.startsWith(prefix)) continue;
      const [name = '', file, ...deeper] = path.slice(prefix.length).split('/');
      if (deeper.length > 0 || findLanguage(path)?.isTestFile(path) !== false) continue;
      if (file === '__init__.py') names.packages.add(name);
      else if (file === undefined) names.modules.add(name.replace(/\.py$/, ''));
    }
    const isWanted = (name: string): boolean =>
      /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && (root !== '.' || !besideTheProject.test(name));
    for (const found of [names.packages, names.modules]) {
      const wanted = [...found].filter(isWanted).sort();
      if (wanted.length > 0) return wanted;
    }
  }
  return [];
}
