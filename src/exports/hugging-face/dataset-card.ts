import { stringify } from 'yaml';
import type { Column } from './columns.ts';

/** Writes the `README.md` that tells `datasets` which files hold which split and what the columns are. */
export function formatDatasetCard(facts: {
  readonly split: string;
  readonly dataPath: string;
  readonly columns: readonly Column[];
}): string {
  const { split, dataPath, columns } = facts;
  const front = {
    configs: [{ config_name: 'default', data_files: [{ split, path: dataPath }] }],
    dataset_info: {
      features: columns.map(({ name, type }) =>
        type === 'list' ? { name, list: 'string' } : { name, dtype: 'string' },
      ),
    },
  };
  const yaml = stringify(front, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
  return `---\n${yaml}---\n\n${text}`;
}

const text = `# Task instances

Bugs put into repositories whose tests pass, with the tests that notice them. \`patch\` introduces the bug; its reverse
is the fix. \`FAIL_TO_PASS\` are the tests that fail with the bug and pass without it, \`PASS_TO_PASS\` those that pass
in both. \`manifest.json\` says what the files were made from and by what, with their hashes.
`;
